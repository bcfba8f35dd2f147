"""HTTP server of the emulator: request pipeline, admin API, broken responses."""

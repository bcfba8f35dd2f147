"""Cards of Myanmar: identity card and driver's license, in Unicode or Zawgyi."""

"""Cards of Vietnam, Thailand, Cambodia and Myanmar, whose texts are in scripts of their own."""

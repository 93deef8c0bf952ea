"""Pattern data of gouji: no logic here. README.md says how to add a unit, a pattern or a table."""

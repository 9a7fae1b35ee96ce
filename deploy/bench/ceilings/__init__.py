"""The limits that the program is measured against: what the same machine does with as little as possible."""

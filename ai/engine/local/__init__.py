"""Classical language work on given text: pure functions, no network, no model, no Django."""

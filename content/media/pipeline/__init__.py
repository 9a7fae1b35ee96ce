"""From the bytes of an original to its renditions: one step per module, pure functions on pictures.

Imported by workers and commands only: these modules load Pillow.
"""

"""What reading packed files raises that were cut off, changed or made up by somebody."""

import lzma
import struct
import zipfile
import zlib

# Besides OSError, which may also be the disk's.
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, ValueError, RuntimeError, IndexError)

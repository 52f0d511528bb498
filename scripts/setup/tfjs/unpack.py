"""Takes out of a wheel what begins with one of the given paths, and keeps programs executable.

Usage: python unpack.py WHEEL FOLDER PATTERN
"""

import os
import re
import sys
import zipfile

wheel, folder, pattern = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for member in archive.infolist():
        if re.match(pattern, member.filename):
            path = archive.extract(member, folder)
            os.chmod(path, member.external_attr >> 16 & 0o777 | 0o600)

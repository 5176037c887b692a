"""The application for a WSGI server and for `flask --app wsgi`."""

import sys

from app import create_app
from config import WrongSettings

try:
    app = create_app()
except WrongSettings as wrong:
    print(wrong, file=sys.stderr)
    raise SystemExit(2) from None

"""One logger for the room; nothing here writes to standard output."""

import logging

logger = logging.getLogger("mock_server.serving")

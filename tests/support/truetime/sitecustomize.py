"""Read by every Python of a run whose clock is moved (`tests.support.clock`): what must keep true time."""

import os
from datetime import timedelta

offset = timedelta(seconds=int(os.environ.get("FAKETIME") or "0"))

if offset:
    # The S3 server, a Go program, is not moved. Requests are signed with its time, and the dates that travel to it
    # (until when an object is locked) and back (when it was written) are translated on the way.
    try:
        from botocore import compat
    except ImportError:  # a Python of the machine's, not of ours
        pass
    else:
        now = compat.get_current_datetime
        compat.get_current_datetime = lambda remove_tzinfo=True: now(remove_tzinfo) - offset
        from botocore import parsers, serialize

        parse = parsers.DEFAULT_TIMESTAMP_PARSER
        parsers.DEFAULT_TIMESTAMP_PARSER = lambda value: parse(value) + offset
        convert = serialize.Serializer._convert_timestamp_to_str
        serialize.Serializer._convert_timestamp_to_str = lambda self, value, timestamp_format=None: convert(
            self, serialize.parse_to_aware_datetime(value) - offset, timestamp_format
        )

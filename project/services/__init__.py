"""The embedded PostgreSQL and S3 of the demo and the tests, and the supervisor behind `make run`.

Production brings its own servers; nothing here is used there.
"""

"""Received files as pictures of their pages, to be read on a page without a download.

A file of strangers is opened by a program of its own (`reader`), bounded in memory, processor time, time, pages and
pixels; no script of the file runs, only pixels come back. Nothing is kept: each picture is made when it is asked for.
The access check and the log are the caller's.
"""

from .showing import MOST_PAGES, Busy, Contents, Unshowable, can_show, contents_of, picture_of

__all__ = ["MOST_PAGES", "Busy", "Contents", "Unshowable", "can_show", "contents_of", "picture_of"]

#!/bin/sh
# Waits for the database, migrates it, and becomes the application. Of several containers that start at once one
# migrates; the others wait for it and go on.
set -e
dunlin db wait --timeout 60s
dunlin up
exec "$@"

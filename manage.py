#!/usr/bin/env python
"""Django's own commands, for developers. People who run a centre use `switchback`."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "switchback.config.settings")
execute_from_command_line(sys.argv)

# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""The homeserver: its configuration, its life as a child process, its accounts, its health.

description.py, loader.py   what a municipality says about itself, read from TOML
limits.py, secret_files.py  rate limits for a roll call; secrets, made once
layout.py, render.py        where files lie; templates of synapse-config/ to files
settings.py, preflight.py   what Synapse will use; what would certainly go wrong
backoff.py, diagnosis.py    when to start again; errors as sentences (both pure)
child.py, supervisor.py     the process, and what watches over it
admin.py                    accounts and rate limits by Synapse's admin API
findings.py, inspection.py  the doctor's rules, and his visit
"""

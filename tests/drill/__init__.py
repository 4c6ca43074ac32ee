"""`make drill`: the commands of `docs/operations/drill.md`, run as printed on their own machine.

The machine is a container of this one's own system: its packages, a file system laid over it that
takes every change and is thrown away, its own systemd, processes, users and network. So nothing
here is disturbed, and no command of the document has to differ from what a person types.
"""

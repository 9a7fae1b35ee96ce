"""For health checks: `healthy.py URL` ends with 0 if the address answers 200, `healthy.py worker` if workers report."""

import sys
import urllib.request


def main() -> int:
    if sys.argv[1:] == ["worker"]:
        import django

        django.setup()
        from accounts.jobs.services import worker_is_missing

        return int(worker_is_missing())
    try:
        with urllib.request.urlopen(sys.argv[1], timeout=2) as answer:  # noqa: S310 - our own address
            return int(answer.status != 200)
    except OSError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())

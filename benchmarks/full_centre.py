"""Pages in process and over HTTP, and check-ins over HTTP, beside everybody: the centre is filled once for all three.

    python benchmarks/full_centre.py --people 10000 --events 420 [--trial FOLDER] [--check-ins 6000]

Prints one JSON object; see pages.py and over_http.py for what is measured.
"""

import json

import over_http
import pages
from measured import arguments, measured_centre


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--check-ins", type=int, default=6000)
    args = parser.parse_args()
    with measured_centre(people=args.people, events_each=args.events, trial=args.trial) as measured:
        found = {"people": measured.people, "events": measured.events, **pages.measure(measured)}
        print(json.dumps(found | over_http.measure(measured, check_ins=args.check_ins)))


if __name__ == "__main__":
    main()

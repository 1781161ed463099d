"""Draw the pictures that ship: those of the gallery, and the splash.

    python3 scripts/build_pictures.py [SCENE … | splash] [--apt]

Writes resources/scenes/pictures: a dark and a light PNG of each scene that is
named, trained to the last of its moments; of all when none is. With `splash`,
resources/splash: what is on screen until the window is, in each theme, and twice as
fine for screens of scale 2.

--apt    on Debian and Ubuntu, first install the system packages that are missing

Exit codes: 0 done; 2 an unknown scene; 3 a library or pip is missing on this
machine; 4 the installation failed.
"""

import sys

import environment
from visualizer.platform_check import Need


def main(arguments: list[str]) -> None:
    """Set up and start; see the module's docstring."""
    if environment.take(arguments, "--help") or environment.take(arguments, "-h"):
        print(__doc__)
        return
    here = environment.Environment()
    with environment.sentences():
        apt = environment.take(arguments, "--apt")
        environment.set_up(here, Need.PICTURE, ["run"], apt=apt)
    splash = environment.take(arguments, "splash")
    here.start_unseen(
        ["-m", "splash_pictures" if splash else "gallery_pictures", *arguments]
    )


if __name__ == "__main__":
    main(sys.argv[1:])

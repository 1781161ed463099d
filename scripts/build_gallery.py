"""Draw the pictures of the gallery: each scene trained to the last of its moments.

    python3 scripts/build_gallery.py [SCENE …] [--apt]

Writes resources/scenes/pictures: a dark and a light PNG of each scene that is
named, of all when none is.

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
    folder = str(environment.ROOT / "scripts")
    here.start(
        ["-m", "gallery_pictures", *arguments],
        PYTHONPATH=f"{folder}:{environment.ROOT}",
        QT_QPA_PLATFORM="offscreen",
    )


if __name__ == "__main__":
    main(sys.argv[1:])

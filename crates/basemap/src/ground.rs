//! What a map's ground is made of: borders, roads, rivers and places.

/// Longitude and latitude in degrees, WGS-84.
pub type Spot = (f64, f64);

/// The ground of a district.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ground {
    /// Lines.
    pub lines: Vec<Line>,
    /// Named places.
    pub places: Vec<Place>,
}

/// A line on the ground.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it is.
    pub kind: LineKind,
    /// Its corners; a ring ends where it began.
    pub points: Vec<Spot>,
}

/// Kinds of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineKind {
    /// A river.
    River,
    /// A road between villages.
    VillageRoad,
    /// A road between townships.
    MainRoad,
    /// A village's border.
    VillageBorder,
    /// A township's border.
    TownshipBorder,
}

/// A named place.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// What it is.
    pub kind: PlaceKind,
    /// Its name.
    pub name: String,
    /// Where.
    pub at: Spot,
}

/// Kinds of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceKind {
    /// The county's seat.
    District,
    /// A township's seat.
    Township,
    /// A village.
    Village,
    /// A group (组, 社) of a village.
    Group,
}

impl LineKind {
    /// The layer of its tiles.
    pub(crate) const fn layer(self) -> &'static str {
        match self {
            Self::River => "river",
            Self::VillageRoad | Self::MainRoad => "road",
            Self::VillageBorder | Self::TownshipBorder => "boundary",
        }
    }

    /// What tells it from others of its layer.
    pub(crate) const fn tag(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::River => None,
            Self::VillageRoad => Some(("class", "village")),
            Self::MainRoad => Some(("class", "main")),
            Self::VillageBorder => Some(("level", "village")),
            Self::TownshipBorder => Some(("level", "township")),
        }
    }

    /// The zoom from which it is drawn: from further away it would be a smear.
    pub(crate) const fn first_zoom(self) -> u8 {
        match self {
            Self::River | Self::MainRoad | Self::TownshipBorder => 6,
            Self::VillageBorder => 8,
            Self::VillageRoad => 9,
        }
    }
}

impl PlaceKind {
    pub(crate) const fn level(self) -> &'static str {
        match self {
            Self::District => "district",
            Self::Township => "township",
            Self::Village => "village",
            Self::Group => "group",
        }
    }

    pub(crate) const fn first_zoom(self) -> u8 {
        match self {
            Self::District => 6,
            Self::Township => 8,
            Self::Village => 10,
            Self::Group => 13,
        }
    }
}

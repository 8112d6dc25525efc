//! `oxus render`: draws the map into a file, without a window or a graphics adapter.
mod files;
mod filter;
mod parse;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, bail};

use files::Opened;

use super::Outcome;
use crate::analysis::{BorderDistance, BorderIndex, FIRST_BORDERS};
use crate::export::{FinishedMap, MapFormat, size_px};
use crate::geodesy::{Extent, Position};
use crate::model::{
    Atlas, BasemapTheme, Document, FeatureRef, Incident, Language, LayerKind, Marked, PointDrawing,
    Selection, TimeSpan, Viewport,
};
use crate::source::{atlas, write_file};
use crate::spatial::Detail;
use crate::terrain::Relief;

/// Arguments of `oxus render`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct RenderArgs {
    /// Files of features to draw below the names, the last one uppermost: GeoJSON, CSV and what
    /// else the window opens; a project, .oxus, with its layers, styles, view and theme, which the
    /// options override
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// File to write; its suffix, .png or .svg, says which format
    #[arg(short, long, value_name = "OUT.png|OUT.svg")]
    output: PathBuf,
    /// Width and height in points; at a scale of 1, a point is a pixel
    #[arg(long, value_name = "WIDTHxHEIGHT", default_value = "1600x1000", value_parser = parse::size,
        allow_hyphen_values = true)]
    size: [u32; 2],
    /// Pixels per point: 2 gives twice the pixels of the same map, for print and fine screens
    #[arg(long, default_value = "1", value_parser = parse::scale, allow_hyphen_values = true)]
    scale: f32,
    /// What to show, degrees; across the antimeridian W is greater than E
    /// [default: the project's view, else the files, else Afghanistan with its neighbours to the north]
    #[arg(long, value_name = "W,S,E,N", value_parser = parse::extent, allow_hyphen_values = true,
        conflicts_with_all = ["center", "zoom"])]
    extent: Option<Extent>,
    /// Middle of the map, degrees
    #[arg(long, value_name = "LON,LAT", value_parser = parse::center, allow_hyphen_values = true,
        requires = "zoom")]
    center: Option<Position>,
    /// Zoom level of web maps, 2 to 16: each level doubles the scale
    #[arg(long, value_parser = parse::zoom, allow_hyphen_values = true, requires = "center")]
    zoom: Option<f64>,
    /// Ground of the map: light, dark or plain [default: the project's, else light]
    #[arg(long, value_parser = parse::theme)]
    theme: Option<BasemapTheme>,
    /// Title above the map and in the file
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    title: String,
    /// Layers of the atlas to show, separated by commas: water, rivers, graticule, provinces,
    /// borders, context, places, incidents [default: the project's, else all but graticule and
    /// context]
    #[arg(long, value_name = "LAYERS", value_delimiter = ',', value_parser = parse::layer)]
    layers: Option<Vec<LayerKind>>,
    /// Incident to mark, with its distances to AFG-TJK and AFG-UZB; `oxus incidents` lists the ids
    #[arg(long, value_name = "ID")]
    select: Option<String>,
    /// Draw only features and incidents for which this is true, in the language of `oxus query`; a
    /// layer that lacks a property that is asked for is drawn whole
    #[arg(long = "where", value_name = "EXPR")]
    condition: Option<String>,
    /// Draw only features and incidents whose time overlaps this: a year, month or day, or FROM/TO
    #[arg(long, value_name = "FROM/TO", value_parser = super::query::time)]
    time: Option<TimeSpan>,
    /// How points of the files are drawn: automatic, symbols, clusters, density or heat
    /// [default: the project's, else automatic]
    #[arg(long, value_parser = parse::points)]
    points: Option<PointDrawing>,
    /// Column that colours the features of the files: by category, or along a ramp where it has
    /// numbers
    #[arg(long, value_name = "COLUMN")]
    color_by: Option<String>,
    /// Language of names: en, ru, fa, ps, tg or uz [default: the project's, else en]
    #[arg(long, value_parser = parse::language)]
    lang: Option<Language>,
}

const EXAMPLES: &str = "\
Examples:
  oxus render -o map.png
  oxus render -o map.png --size 1920x1080 --scale 2 --theme dark --title \"Northern Afghanistan\"
  oxus render -o termez.svg --extent 66,36,70,38.5 --select termez-2022-04-impact
  oxus render -o kabul.png --center 69.17,34.53 --zoom 9 --lang fa
  oxus render -o borders.svg --theme plain --layers water,borders
  oxus render -o mine.png positions.geojson areas.geojson --points density
  oxus render -o mine.png positions.geojson --color-by kind
  oxus render -o near.png --time 2021/2024 --where \"distance_to('AFG-TJK') < 25 km\"
  oxus render -o briefing.png northern-border.oxus --size 1920x1080 --theme dark

The output file is replaced only when the new one is whole. The same arguments give the same
bytes each time.";

/// Run it.
///
/// # Errors
///
/// When the map cannot be drawn as asked or the file cannot be written; the old file is then
/// unchanged.
pub fn run(args: &RenderArgs) -> anyhow::Result<Outcome> {
    let begun = Instant::now();
    let format = format_of(&args.output)?;
    let size_pt = args.size.map(f64::from);
    size_px(size_pt, args.scale)?;
    let (atlas, grid) = rayon::join(atlas::atlas, atlas::elevation_grid);
    let (atlas, grid) = (atlas?, grid?);
    log::info!("atlas read after {:?}", begun.elapsed());

    let selected = match &args.select {
        Some(id) => Some(incident(&atlas.incidents, id)?),
        None => None,
    };
    let (opened, outcome) = files::open(args)?;
    let Opened {
        document,
        view,
        layers,
        ..
    } = opened;
    let mut document = overridden(args, document);
    filter::ask(args, &mut document)?;
    log::info!("{} files read after {:?}", layers.len(), begun.elapsed());
    let detail = Detail::new(Arc::clone(&atlas));
    let relief = Relief::new(grid.into());
    let distances = selected.map_or_else(Vec::new, |(index, _)| distances(&atlas, index));
    let extent = files::extent(&layers);
    let viewport = viewport(args, size_pt, view, || {
        extent.unwrap_or_else(|| region_with(selected.map(|(_, at)| at)))
    });
    let shown = filter::shown(args, &atlas, &document, layers, viewport)?;
    let map = FinishedMap {
        document: &document,
        detail: &detail,
        relief: &relief,
        viewport,
        layers: &shown,
        selection: &Selection::default(),
        shown: None,
        marked: selected.map(|(index, _)| {
            let incident = FeatureRef::Incident(index);
            (Marked::Feature(incident), distances.as_slice())
        }),
        title: &args.title,
        scale: args.scale,
    };
    let bytes = map.encode(format)?;
    log::info!("{} bytes drawn after {:?}", bytes.len(), begun.elapsed());
    write_file(&args.output, &bytes)?;
    log::info!("written after {:?}", begun.elapsed());
    Ok(outcome)
}

fn format_of(path: &Path) -> anyhow::Result<MapFormat> {
    MapFormat::of(path).with_context(|| {
        format!(
            "{}: the suffix does not say which format to write; end the name in .png or .svg",
            path.display()
        )
    })
}

/// The map as the command line has it where that says anything.
fn overridden(args: &RenderArgs, mut document: Document) -> Document {
    document.basemap = args.theme.unwrap_or(document.basemap);
    document.language = args.lang.unwrap_or(document.language);
    if let Some(layers) = &args.layers {
        for layer in &mut document.layers {
            if !matches!(layer.kind, LayerKind::Features(_)) {
                layer.visible = layers.contains(&layer.kind);
            }
        }
    }
    document
}

/// The incident with this id: its index and its position.
fn incident(incidents: &[Incident], id: &str) -> anyhow::Result<(u32, Position)> {
    let Some(index) = incidents.iter().position(|incident| incident.id == id) else {
        let ids: Vec<&str> = incidents
            .iter()
            .filter(|incident| incident.position.is_some())
            .map(|incident| incident.id.as_str())
            .collect();
        bail!(
            "there is no incident {id:?}; choose from\n  {}",
            ids.join("\n  ")
        );
    };
    let position = incidents[index].position.with_context(|| {
        format!("no source gives a place for {id}, so it cannot be marked; `oxus incidents` tells about it")
    })?;
    Ok((index as u32, position))
}

/// How far an incident lies from the borders that come first.
fn distances(atlas: &Arc<Atlas>, index: u32) -> Vec<BorderDistance> {
    let Some(incident) = atlas.incidents.get(index as usize) else {
        return Vec::new();
    };
    let borders = BorderIndex::new(Arc::clone(atlas));
    let measured = FIRST_BORDERS.into_iter().filter_map(|border| {
        borders.border_distance(border, incident.position?, incident.location_uncertainty())
    });
    measured.collect()
}

/// What to show: what is asked for, else what the project has, else all that there is.
fn viewport(
    args: &RenderArgs,
    size_pt: [f64; 2],
    view: Option<Viewport>,
    all: impl Fn() -> Extent,
) -> Viewport {
    if let (Some(center), Some(zoom)) = (args.center, args.zoom) {
        return Viewport {
            center,
            zoom,
            size_pt,
        };
    }
    match (args.extent, view) {
        (None, Some(view)) => view.resized(size_pt),
        (extent, _) => Viewport::fitting(extent.unwrap_or_else(all), size_pt),
    }
}

/// The region and what is selected beyond it.
fn region_with(selected: Option<Position>) -> Extent {
    let region = Extent::REGION;
    match selected {
        Some(at) if !region.contains(at) => Extent {
            west: region.west.min(at.lon_deg() - MARGIN_DEG),
            south: region.south.min(at.lat_deg() - MARGIN_DEG),
            east: region.east.max(at.lon_deg() + MARGIN_DEG),
            north: region.north.max(at.lat_deg() + MARGIN_DEG),
        },
        _ => region,
    }
}

/// What is kept free around a selected incident outside the region.
const MARGIN_DEG: f64 = 2.0;

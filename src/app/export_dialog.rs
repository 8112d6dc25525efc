//! The window that asks how to export the map, and the job that writes it.
use std::sync::Arc;

use egui::Ui;

use crate::terrain::Relief;
use crate::ui::{Dialogs, PanelContext};

/// State of the dialog.
#[derive(Default)]
pub struct ExportDialog {
    open: bool,
    relief: Option<Arc<Relief>>,
}

impl ExportDialog {
    /// Show it.
    pub fn open(&mut self) {
        self.open = true;
    }

    /// The relief to paint with.
    pub fn set_relief(&mut self, relief: Arc<Relief>) {
        self.relief = Some(relief);
    }

    /// Show it if it is open.
    pub fn show(&mut self, _ui: &mut Ui, _ctx: &mut PanelContext<'_>, _dialogs: &mut Dialogs) {}
}

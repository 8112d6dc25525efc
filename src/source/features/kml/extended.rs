//! Extended data of placemarks: values with and without a schema, and elements of other namespaces.
use super::Reader;
use crate::source::features::error::FormatError;
use crate::source::features::text_cells::Declared;
use crate::source::features::xml::{Element, Node};
use crate::source::positions::shown;

impl Reader<'_, '_> {
    /// A `Schema`: the types of its fields (OGC 12-007r2, section 9.3).
    pub(super) fn schema(&mut self) -> Result<(), FormatError> {
        let depth = self.xml.depth();
        loop {
            match self.xml.next()? {
                Node::Start(field) => {
                    if field.name() == "SimpleField"
                        && let Some(name) = field.attribute("name")
                        && let Some(declared) = declared(&field)
                    {
                        self.into.cells.declare(name, declared);
                    }
                    self.xml.skip()?;
                }
                Node::End if self.xml.depth() < depth => return Ok(()),
                Node::End => {}
                Node::Eof => return Ok(()),
            }
        }
    }

    /// The `ExtendedData` of a placemark.
    pub(super) fn extended_data(&mut self) -> Result<(), FormatError> {
        let depth = self.xml.depth();
        loop {
            let element = match self.xml.next()? {
                Node::Start(element) => element,
                Node::End if self.xml.depth() < depth => return Ok(()),
                Node::End => continue,
                Node::Eof => return Ok(()),
            };
            let key = || element.attribute("name").unwrap_or_default();
            match element.name().as_str() {
                // Its children come next.
                "SchemaData" => {}
                parent @ ("Data" | "SimpleArrayData") => {
                    let text = self.values(parent)?;
                    self.set(&key(), &text)?;
                }
                "SimpleData" => {
                    let text = self.xml.text()?;
                    self.set(&key(), &text)?;
                }
                _ => {
                    for (name, text) in self.xml.leaves(&element)? {
                        self.set(&name, &text)?;
                    }
                }
            }
        }
    }

    /// The values in the element that began last.
    fn values(&mut self, parent: &str) -> Result<String, FormatError> {
        let depth = self.xml.depth();
        let mut texts = Vec::new();
        loop {
            match self.xml.next()? {
                Node::Start(element) => match element.name().as_str() {
                    "value" => texts.push(self.xml.text()?),
                    name => self.leave_out(&format!("<{}> in a {parent}", shown(name)))?,
                },
                Node::End if self.xml.depth() < depth => break,
                Node::End => {}
                Node::Eof => break,
            }
        }
        Ok(texts.join("; "))
    }
}

fn declared(field: &Element<'_>) -> Option<Declared> {
    match field.attribute("type")?.as_str() {
        "string" => Some(Declared::Text),
        "int" | "uint" | "short" | "ushort" => Some(Declared::Integer),
        "float" | "double" => Some(Declared::Float),
        "bool" => Some(Declared::Bool),
        _ => None,
    }
}

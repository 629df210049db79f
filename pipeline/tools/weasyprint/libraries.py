"""Functions of Pango, fontconfig and GObject that WeasyPrint does not declare."""

from __future__ import annotations

from weasyprint.text.ffi import ffi, pango

from pipeline.tools.weasyprint.loading import spoken

ffi.cdef("""
    gpointer g_object_ref (gpointer object);
    void g_object_get (gpointer object, const gchar *first_property, ...);
    void g_free (gpointer mem);
    PangoContext * pango_layout_get_context (PangoLayout *layout);
    const PangoFontDescription * pango_layout_get_font_description (PangoLayout *layout);
    FcResult FcPatternGetInteger (const FcPattern *p, const char *object, int n, int *i);
""")


def address(pointer: object) -> int:
    """The address of what a pointer points to."""
    return int(ffi.cast("intptr_t", pointer))


def pango_version() -> str:
    """The version of the Pango that sets the papers, e.g. `1.50.12`."""
    return spoken(pango.pango_version())

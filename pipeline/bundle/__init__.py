"""Stage `bundle`: one PDF per paper gives packets ready to print, sign and scan; the report."""

from pipeline.bundle.packets import Packet, make_packet, plan_packets
from pipeline.bundle.report import report_html

__all__ = ["Packet", "make_packet", "plan_packets", "report_html"]

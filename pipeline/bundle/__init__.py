"""Stage `bundle`: one PDF per paper gives packets ready to print, sign and scan; the report."""

from pipeline.bundle.packets import Packet, Place, compose, merge_packet, plan_packets
from pipeline.bundle.report import Report

__all__ = ["Packet", "Place", "Report", "compose", "merge_packet", "plan_packets"]

"""Stage `bundle`: which papers go to the printer together; the report."""

from pipeline.bundle.packets import Packet, PacketItem, plan_packets
from pipeline.bundle.report import Report

__all__ = ["Packet", "PacketItem", "Report", "plan_packets"]

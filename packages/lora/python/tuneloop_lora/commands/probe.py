"""What training would run on here: versions, devices, memory. Ends with a `probe` event."""

from __future__ import annotations

import os
from typing import Any

from ..events import Emit
from ..versions import REQUIRED, package_versions


def run(config: dict[str, Any], emit: Emit) -> None:
    """`config` is empty. Emits `{type: 'probe', versions, missing, device, devices, bf16, threads}`."""
    emit({"type": "phase", "phase": "import"})
    versions = package_versions()
    import torch

    devices = []
    for index in range(torch.cuda.device_count() if torch.cuda.is_available() else 0):
        properties = torch.cuda.get_device_properties(index)
        free, total = torch.cuda.mem_get_info(index)
        devices.append(
            {
                "name": properties.name,
                "memory_bytes": total,
                "free_bytes": free,
                "compute_capability": f"{properties.major}.{properties.minor}",
            }
        )
    device = "cuda" if devices else "mps" if torch.backends.mps.is_available() else "cpu"
    emit(
        {
            "type": "probe",
            "versions": versions,
            "missing": [name for name in REQUIRED if name not in versions],
            "device": device,
            "devices": devices,
            "cuda": torch.version.cuda,
            "bf16": bool(devices) and torch.cuda.is_bf16_supported(),
            "threads": os.cpu_count() or 1,
        }
    )

"""Talks to an MCP server by the official SDK for Python, and prints what came back as one JSON object.

Usage: mcp_client.py URL (auto | legacy)
"""

import asyncio
import json
import sys

from mcp import Client
from mcp.types import ElicitResult


async def approve(context, params):
    return ElicitResult(action="accept", content={"approve": True})


async def main(url: str, mode: str) -> None:
    progress = []

    async def on_progress(completed, total, message):
        progress.append([completed, total])

    async with Client(url, mode=mode, elicitation_callback=approve) as client:
        tools = (await client.list_tools()).tools
        added = await client.call_tool("add", {"a": 2, "b": 3})
        written = await client.call_tool("write", {}, progress_callback=on_progress)
        failed = await client.call_tool("fail", {})
        try:
            await client.call_tool("none", {})
            unknown = None
        except Exception as error:
            unknown = str(error)
        prompts = (await client.list_prompts()).prompts
        templates = (await client.list_resource_templates()).resource_templates
    print(
        json.dumps(
            {
                "tools": [tool.name for tool in tools],
                "read_only": [tool.annotations.read_only_hint for tool in tools],
                "added": added.structured_content,
                "written": written.structured_content,
                "progress": progress,
                "failed": [failed.is_error, failed.content[0].text],
                "unknown": unknown,
                "prompts": [prompt.name for prompt in prompts],
                "templates": [template.uri_template for template in templates],
            }
        )
    )


asyncio.run(main(sys.argv[1], sys.argv[2]))

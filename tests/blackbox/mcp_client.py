"""The documentation's Model Context Protocol server as the official SDK's client sees it; prints what it found.

Not here: what must be found (`docs.test.mjs`).
"""

import asyncio
import json
import sys

from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client


async def main(base_url):
    async with streamable_http_client(f"{base_url}/_mcp/server") as streams:
        async with ClientSession(streams[0], streams[1]) as session:
            server = await session.initialize()
            await session.send_ping()
            tools = await session.list_tools()
            found = await session.call_tool("search", {"query": "invite a person to sign"})
            first = found.structured_content["results"][0]
            page = await session.call_tool("read_page", {"page": first["page"]})
            missing = await session.call_tool("read_page", {"page": "/docs/en/nothing"})
            print(json.dumps({
                "version": server.protocol_version,
                "tools": [tool.name for tool in tools.tools],
                "first": first,
                "page": page.content[0].text,
                "missing": missing.is_error,
            }))


asyncio.run(main(sys.argv[1]))

"""A bot on discord.py as people write it. Only the two addresses differ from a bot for the real Discord."""

import io
import os
import sys

if os.environ["COMPRESSION"] == "zlib-stream":
    # discord.py asks for zstd-stream wherever it can import this package.
    sys.modules["zstandard"] = None

import discord
import yarl
from discord import app_commands

discord.http.Route.BASE = os.environ["DISCORD_URL"] + "/api/v10"
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["DISCORD_GATEWAY"])

CHILDREN = ["Jake", "Jane", "Tom"]


class Reason(discord.ui.Modal, title="Why can't you?"):
    reason = discord.ui.TextInput(label="Reason", custom_id="reason", style=discord.TextStyle.paragraph)

    async def on_submit(self, interaction):
        await interaction.response.send_message(f"Reason: {self.reason.value}", ephemeral=True)


class Card(discord.ui.View):
    def __init__(self):
        super().__init__(timeout=None)

    @discord.ui.button(label="I've got it", style=discord.ButtonStyle.success, custom_id="claim")
    async def claim(self, interaction, button):
        button.disabled = True
        await interaction.response.edit_message(content=f"{interaction.user.display_name} has it", view=self)

    @discord.ui.button(label="I can't", style=discord.ButtonStyle.secondary, custom_id="why")
    async def why(self, interaction, button):
        await interaction.response.send_modal(Reason())

    @discord.ui.select(
        custom_id="when",
        placeholder="When?",
        options=[discord.SelectOption(label="Now", value="now"), discord.SelectOption(label="Soon", value="soon")],
    )
    async def when(self, interaction, select):
        await interaction.response.defer()
        await interaction.followup.send(f"When: {select.values[0]}", ephemeral=True)

    @discord.ui.select(cls=discord.ui.UserSelect, custom_id="who", placeholder="Who?", max_values=2)
    async def who(self, interaction, select):
        names = sorted(user.display_name for user in select.values)
        await interaction.response.send_message(f"Who: {', '.join(names)}", ephemeral=True)


class Bot(discord.Client):
    def __init__(self):
        super().__init__(intents=discord.Intents.all())
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self):
        self.add_view(Card())
        await self.tree.sync()

    async def on_message(self, message):
        if message.author == self.user:
            return
        if message.guild is None:
            await message.channel.send(f"You said: {message.content}")
        elif message.content == "help":
            await message.reply("Which child?")

    async def on_member_join(self, member):
        await member.guild.text_channels[0].send(f"Welcome {member.display_name}")

    async def on_member_remove(self, member):
        await member.guild.text_channels[0].send(f"Goodbye {member.display_name}")


bot = Bot()


@bot.tree.command(description="Asks for help")
@app_commands.describe(child="Who waits", helper="Whom you would ask first")
async def card(interaction: discord.Interaction, child: str, helper: discord.Member | None = None):
    await interaction.response.send_message(f"Sent: {child}", ephemeral=True)
    embed = discord.Embed(title=f"{child} waits", description=helper.display_name if helper else "anybody")
    message = await interaction.channel.send(embed=embed, view=Card())
    await message.pin(reason="a card")


@card.autocomplete("child")
async def children(interaction: discord.Interaction, current: str):
    found = [name for name in CHILDREN if name.lower().startswith(current.lower())]
    return [app_commands.Choice(name=name, value=name) for name in found]


@bot.tree.command(description="Takes a while")
async def slow(interaction: discord.Interaction):
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.edit_original_response(content="Done")


@bot.tree.command(description="Who is here")
async def members(interaction: discord.Interaction):
    found = await interaction.guild.query_members("mi", limit=5)
    fetched = await interaction.guild.fetch_member(found[0].id)
    people = sorted(member.name for member in interaction.guild.members if not member.bot)
    await interaction.response.send_message(f"{', '.join(people)}; {fetched.name}", ephemeral=True)


@bot.tree.command(description="Sends a file")
async def file(interaction: discord.Interaction):
    note = discord.File(io.BytesIO(b"Jake waits"), filename="note.txt", description="A note")
    await interaction.response.send_message("Here", file=note)
    sent = (await interaction.original_response()).attachments[0]
    text = (await sent.read()).decode()
    await interaction.followup.send(f"{sent.filename}, {sent.size} bytes: {text}", ephemeral=True)


@bot.tree.command(description="Writes to you")
async def private(interaction: discord.Interaction):
    try:
        await interaction.user.send("Hello in private")
        answer = "Look at your messages"
    except discord.Forbidden as error:
        answer = f"Refused with {error.code}"
    await interaction.response.send_message(answer, ephemeral=True)


@bot.tree.command(description="Reads the channel")
async def pins(interaction: discord.Interaction):
    pinned = [message async for message in interaction.channel.pins()]
    history = [message async for message in interaction.channel.history(limit=100)]
    titles = [message.embeds[0].title for message in pinned]
    await interaction.response.send_message(f"Pinned: {titles}, read: {len(history) > 1}", ephemeral=True)


bot.run(os.environ["DISCORD_TOKEN"], log_level=30)

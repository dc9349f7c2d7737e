"""A bot on discord.py: a command with suggestions, a card with buttons, and a form.

With DISCORD_URL and DISCORD_GATEWAY it runs against fake-discord, without them on the real Discord.
"""

import os

import discord
import yarl
from discord import app_commands

if "DISCORD_URL" in os.environ:
    discord.http.Route.BASE = os.environ["DISCORD_URL"] + "/api/v10"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["DISCORD_GATEWAY"])

PLACES = ["Library", "Market", "School"]


class Question(discord.ui.Modal, title="Ask the driver"):
    text = discord.ui.TextInput(label="Your question")

    async def on_submit(self, interaction):
        await interaction.response.send_message(f"{interaction.user.display_name} asks: {self.text.value}")


class Ride(discord.ui.View):
    def __init__(self, driver, place, seats):
        super().__init__(timeout=None)
        self.driver, self.place, self.seats = driver, place, seats

    def card(self):
        return discord.Embed(title=f"A ride to {self.place}", description=f"{self.driver.mention} has {self.seats} free seats.")

    @discord.ui.button(label="Take a seat", style=discord.ButtonStyle.success)
    async def take(self, interaction, button):
        self.seats -= 1
        button.disabled = self.seats == 0
        await interaction.response.edit_message(embed=self.card(), view=self)
        await interaction.followup.send("You have a seat.", ephemeral=True)

    @discord.ui.button(label="Ask a question")
    async def ask(self, interaction, button):
        await interaction.response.send_modal(Question())


class Bot(discord.Client):
    def __init__(self):
        super().__init__(intents=discord.Intents.default())
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self):
        await self.tree.sync()


bot = Bot()


@bot.tree.command(description="Offer a ride")
@app_commands.describe(place="Where you drive", seats="How many people can come with you")
async def ride(interaction: discord.Interaction, place: str, seats: app_commands.Range[int, 1, 8]):
    view = Ride(interaction.user, place, seats)
    await interaction.response.send_message(embed=view.card(), view=view)


@ride.autocomplete("place")
async def places(interaction: discord.Interaction, typed: str):
    found = [place for place in PLACES if place.lower().startswith(typed.lower())]
    return [app_commands.Choice(name=place, value=place) for place in found]


bot.run(os.environ["DISCORD_TOKEN"])

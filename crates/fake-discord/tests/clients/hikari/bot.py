"""A bot on hikari. Only the address differs from a bot for the real Discord."""

import os

import hikari

CHILDREN = ["Jake", "Jane", "Tom"]
HIDDEN = hikari.MessageFlag.EPHEMERAL
MESSAGE = hikari.ResponseType.MESSAGE_CREATE

bot = hikari.GatewayBot(
    os.environ["DISCORD_TOKEN"],
    rest_url=os.environ["DISCORD_URL"] + "/api/v10",
    intents=hikari.Intents.ALL,
    logs="WARNING",
    banner=None,
)


def rows(claimed):
    buttons = bot.rest.build_message_action_row()
    buttons.add_interactive_button(hikari.ButtonStyle.SUCCESS, "claim", label="I've got it", is_disabled=claimed)
    buttons.add_interactive_button(hikari.ButtonStyle.SECONDARY, "why", label="I can't")
    when = bot.rest.build_message_action_row()
    menu = when.add_text_menu("when", placeholder="When?")
    menu.add_option("Now", "now").add_option("Soon", "soon")
    who = bot.rest.build_message_action_row()
    who.add_select_menu(hikari.ComponentType.USER_SELECT_MENU, "who", placeholder="Who?", max_values=2)
    return [buttons, when, who]


async def answer(interaction, text):
    await interaction.create_initial_response(MESSAGE, text, flags=HIDDEN)


async def card(interaction):
    options = {option.name: option.value for option in interaction.options}
    helper = interaction.resolved.members[options["helper"]].display_name if "helper" in options else "anybody"
    await answer(interaction, f"Sent: {options['child']}")
    embed = hikari.Embed(title=f"{options['child']} waits", description=helper)
    message = await bot.rest.create_message(interaction.channel_id, embed=embed, components=rows(False))
    await bot.rest.pin_message(interaction.channel_id, message)


async def slow(interaction):
    await interaction.create_initial_response(hikari.ResponseType.DEFERRED_MESSAGE_CREATE, flags=HIDDEN)
    await interaction.edit_initial_response("Done")


async def members(interaction):
    cached = bot.cache.get_members_view_for_guild(interaction.guild_id).values()
    found = next(member for member in cached if member.username.startswith("mi"))
    fetched = await bot.rest.fetch_member(interaction.guild_id, found)
    people = sorted(member.username for member in cached if not member.is_bot)
    await answer(interaction, f"{', '.join(people)}; {fetched.username}")


async def file(interaction):
    note = hikari.Bytes(b"Jake waits", "note.txt")
    await interaction.create_initial_response(MESSAGE, "Here", attachment=note)
    sent = (await interaction.fetch_initial_response()).attachments[0]
    text = (await sent.read()).decode()
    await interaction.execute(f"{sent.filename}, {sent.size} bytes: {text}", flags=HIDDEN)


async def private(interaction):
    try:
        await interaction.user.send("Hello in private")
        await answer(interaction, "Look at your messages")
    except hikari.ForbiddenError as error:
        await answer(interaction, f"Refused with {error.code}")


async def pins(interaction):
    titles = [pin.message.embeds[0].title async for pin in bot.rest.fetch_pins(interaction.channel_id)]
    history = [message async for message in bot.rest.fetch_messages(interaction.channel_id).limit(100)]
    await answer(interaction, f"Pinned: {titles}, read: {len(history) > 1}")


async def claim(interaction):
    content = f"{interaction.member.display_name} has it"
    await interaction.create_initial_response(hikari.ResponseType.MESSAGE_UPDATE, content, components=rows(True))


async def why(interaction):
    row = bot.rest.build_modal_action_row()
    row.add_text_input("reason", "Reason", style=hikari.TextInputStyle.PARAGRAPH)
    await interaction.create_modal_response("Why can't you?", "reason", component=row)


async def when(interaction):
    await interaction.create_initial_response(hikari.ResponseType.DEFERRED_MESSAGE_UPDATE)
    await interaction.execute(f"When: {interaction.values[0]}", flags=HIDDEN)


async def who(interaction):
    names = sorted(member.display_name for member in interaction.resolved.members.values())
    await answer(interaction, f"Who: {', '.join(names)}")


COMMANDS = {handler.__name__: handler for handler in [card, slow, members, file, private, pins]}
COMPONENTS = {handler.__name__: handler for handler in [claim, why, when, who]}


@bot.listen()
async def on_interaction(event: hikari.InteractionCreateEvent):
    interaction = event.interaction
    if isinstance(interaction, hikari.AutocompleteInteraction):
        typed = next(option.value for option in interaction.options if option.is_focused).lower()
        found = [name for name in CHILDREN if name.lower().startswith(typed)]
        await interaction.create_response([hikari.impl.AutocompleteChoiceBuilder(name, name) for name in found])
    elif isinstance(interaction, hikari.CommandInteraction):
        await COMMANDS[interaction.command_name](interaction)
    elif isinstance(interaction, hikari.ComponentInteraction):
        await COMPONENTS[interaction.custom_id](interaction)
    elif isinstance(interaction, hikari.ModalInteraction):
        await answer(interaction, f"Reason: {interaction.components[0][0].value}")


@bot.listen()
async def on_message(event: hikari.MessageCreateEvent):
    if event.author.is_bot:
        return
    if event.message.guild_id is None:
        await event.message.respond(f"You said: {event.content}")
    elif event.content == "help":
        await event.message.respond("Which child?", reply=True, mentions_reply=True)


async def say(guild_id, text):
    channels = bot.cache.get_guild_channels_view_for_guild(guild_id).values()
    await bot.rest.create_message(next(channel for channel in channels if channel.name == "bus-stop"), text)


@bot.listen()
async def on_join(event: hikari.MemberCreateEvent):
    await say(event.guild_id, f"Welcome {event.member.display_name}")


@bot.listen()
async def on_leave(event: hikari.MemberDeleteEvent):
    await say(event.guild_id, f"Goodbye {event.user.global_name}")


@bot.listen()
async def on_start(event: hikari.StartedEvent):
    builders = [bot.rest.slash_command_builder(name, "A command of the test") for name in COMMANDS]
    child = hikari.CommandOption(
        type=hikari.OptionType.STRING, name="child", description="Who waits", is_required=True, autocomplete=True
    )
    helper = hikari.CommandOption(type=hikari.OptionType.USER, name="helper", description="Whom you would ask first")
    builders[0].add_option(child).add_option(helper)
    await bot.rest.set_application_commands(bot.get_me().id, builders)


bot.run()

// A bot on discord.js: a command with suggestions, a card with buttons, and a form.
// With DISCORD_URL it runs against fake-discord, without it on the real Discord.
'use strict';

const {
  ActionRowBuilder, ButtonBuilder, ButtonStyle, Client, EmbedBuilder, Events, GatewayIntentBits, MessageFlags, ModalBuilder,
  SlashCommandBuilder, TextInputBuilder, TextInputStyle,
} = require('discord.js');

const url = process.env.DISCORD_URL;
const client = new Client({ intents: [GatewayIntentBits.Guilds], ...(url && { rest: { api: `${url}/api` } }) });

const PLACES = ['Library', 'Market', 'School'];
const rides = new Map(); // by the id of the card

const command = new SlashCommandBuilder().setName('ride').setDescription('Offer a ride')
  .addStringOption((place) => place.setName('place').setDescription('Where you drive').setRequired(true).setAutocomplete(true))
  .addIntegerOption((seats) => seats.setName('seats').setDescription('How many people can come with you').setRequired(true)
    .setMinValue(1).setMaxValue(8));

const card = ({ driver, place, seats }) => ({
  embeds: [new EmbedBuilder().setTitle(`A ride to ${place}`).setDescription(`${driver} has ${seats} free seats.`)],
  components: [new ActionRowBuilder().addComponents(
    new ButtonBuilder().setCustomId('take').setLabel('Take a seat').setStyle(ButtonStyle.Success).setDisabled(seats === 0),
    new ButtonBuilder().setCustomId('ask').setLabel('Ask a question').setStyle(ButtonStyle.Secondary),
  )],
});

const question = () => new ModalBuilder().setCustomId('question').setTitle('Ask the driver').addComponents(
  new ActionRowBuilder().addComponents(
    new TextInputBuilder().setCustomId('text').setLabel('Your question').setStyle(TextInputStyle.Short)));

async function suggest(interaction) {
  const typed = interaction.options.getFocused().toLowerCase();
  const found = PLACES.filter((place) => place.toLowerCase().startsWith(typed));
  await interaction.respond(found.map((name) => ({ name, value: name })));
}

async function offer(interaction) {
  const ride = {
    driver: interaction.user, place: interaction.options.getString('place'), seats: interaction.options.getInteger('seats'),
  };
  await interaction.reply(card(ride));
  rides.set((await interaction.fetchReply()).id, ride);
}

async function take(interaction) {
  const ride = rides.get(interaction.message.id);
  ride.seats -= 1;
  await interaction.update(card(ride));
  await interaction.followUp({ content: 'You have a seat.', flags: MessageFlags.Ephemeral });
}

client.on(Events.InteractionCreate, async (interaction) => {
  if (interaction.isAutocomplete()) await suggest(interaction);
  else if (interaction.isChatInputCommand()) await offer(interaction);
  else if (interaction.customId === 'take') await take(interaction);
  else if (interaction.customId === 'ask') await interaction.showModal(question());
  else if (interaction.isModalSubmit()) {
    await interaction.reply(`${interaction.member.displayName} asks: ${interaction.fields.getTextInputValue('text')}`);
  }
});
client.once(Events.ClientReady, () => client.application.commands.set([command]));
client.login(process.env.DISCORD_TOKEN);

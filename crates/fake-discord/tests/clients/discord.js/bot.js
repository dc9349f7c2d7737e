// A bot on discord.js as people write it. Only the address differs from a bot for the real Discord.
'use strict';

const {
  ActionRowBuilder, AttachmentBuilder, ButtonBuilder, ButtonStyle, Client, EmbedBuilder, Events, GatewayIntentBits,
  MessageFlags, ModalBuilder, Partials, SlashCommandBuilder, StringSelectMenuBuilder, TextInputBuilder, TextInputStyle,
  UserSelectMenuBuilder,
} = require('discord.js');

const CHILDREN = ['Jake', 'Jane', 'Tom'];
const intents = Object.values(GatewayIntentBits).filter((bit) => typeof bit === 'number');
const client = new Client({
  intents,
  partials: [Partials.Channel],
  rest: { api: `${process.env.DISCORD_URL}/api` },
});

const commands = [
  new SlashCommandBuilder().setName('card').setDescription('Asks for help')
    .addStringOption((o) => o.setName('child').setDescription('Who waits').setRequired(true).setAutocomplete(true))
    .addUserOption((o) => o.setName('helper').setDescription('Whom you would ask first')),
  new SlashCommandBuilder().setName('slow').setDescription('Takes a while'),
  new SlashCommandBuilder().setName('members').setDescription('Who is here'),
  new SlashCommandBuilder().setName('file').setDescription('Sends a file'),
  new SlashCommandBuilder().setName('private').setDescription('Writes to you'),
  new SlashCommandBuilder().setName('pins').setDescription('Reads the channel'),
];

const row = (component) => new ActionRowBuilder().addComponents(component);
const rows = (claimed) => [
  new ActionRowBuilder().addComponents(
    new ButtonBuilder().setCustomId('claim').setLabel("I've got it").setStyle(ButtonStyle.Success).setDisabled(claimed),
    new ButtonBuilder().setCustomId('why').setLabel("I can't").setStyle(ButtonStyle.Secondary),
  ),
  row(new StringSelectMenuBuilder().setCustomId('when').setPlaceholder('When?')
    .addOptions({ label: 'Now', value: 'now' }, { label: 'Soon', value: 'soon' })),
  row(new UserSelectMenuBuilder().setCustomId('who').setPlaceholder('Who?').setMaxValues(2)),
];
const hidden = (content) => ({ content, flags: MessageFlags.Ephemeral });

const handlers = {
  async card(interaction) {
    const child = interaction.options.getString('child');
    const helper = interaction.options.getMember('helper');
    await interaction.reply(hidden(`Sent: ${child}`));
    const embed = new EmbedBuilder().setTitle(`${child} waits`).setDescription(helper?.displayName ?? 'anybody');
    const message = await interaction.channel.send({ embeds: [embed], components: rows(false) });
    await message.pin('a card');
  },
  async slow(interaction) {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await interaction.editReply('Done');
  },
  async members(interaction) {
    const all = await interaction.guild.members.fetch();
    const fetched = await interaction.guild.members.fetch({ query: 'mi', limit: 5 });
    const people = all.filter((member) => !member.user.bot).map((member) => member.user.username).sort();
    await interaction.reply(hidden(`${people.join(', ')}; ${fetched.first().user.username}`));
  },
  async file(interaction) {
    const note = new AttachmentBuilder(Buffer.from('Jake waits'), { name: 'note.txt', description: 'A note' });
    await interaction.reply({ content: 'Here', files: [note] });
    const sent = (await interaction.fetchReply()).attachments.first();
    const text = await (await fetch(sent.url)).text();
    await interaction.followUp(hidden(`${sent.name}, ${sent.size} bytes: ${text}`));
  },
  async private(interaction) {
    let answer = 'Look at your messages';
    try {
      await interaction.user.send('Hello in private');
    } catch (error) {
      answer = `Refused with ${error.code}`;
    }
    await interaction.reply(hidden(answer));
  },
  async pins(interaction) {
    const { items } = await interaction.channel.messages.fetchPins();
    const history = await interaction.channel.messages.fetch({ limit: 100 });
    const titles = items.map((item) => `'${item.message.embeds[0].title}'`);
    await interaction.reply(hidden(`Pinned: [${titles.join(', ')}], read: ${history.size > 1 ? 'True' : 'False'}`));
  },
  async claim(interaction) {
    await interaction.update({ content: `${interaction.member.displayName} has it`, components: rows(true) });
  },
  async why(interaction) {
    const reason = new TextInputBuilder().setCustomId('reason').setLabel('Reason').setStyle(TextInputStyle.Paragraph);
    const modal = new ModalBuilder().setCustomId('reason').setTitle("Why can't you?").addComponents(row(reason));
    await interaction.showModal(modal);
  },
  async when(interaction) {
    await interaction.deferUpdate();
    await interaction.followUp(hidden(`When: ${interaction.values[0]}`));
  },
  async who(interaction) {
    const names = interaction.members.map((member) => member.displayName ?? member.user.username).sort();
    await interaction.reply(hidden(`Who: ${names.join(', ')}`));
  },
  async reason(interaction) {
    await interaction.reply(hidden(`Reason: ${interaction.fields.getTextInputValue('reason')}`));
  },
};

client.on(Events.InteractionCreate, async (interaction) => {
  if (interaction.isAutocomplete()) {
    const typed = interaction.options.getFocused().toLowerCase();
    const found = CHILDREN.filter((name) => name.toLowerCase().startsWith(typed));
    await interaction.respond(found.map((name) => ({ name, value: name })));
  } else {
    await handlers[interaction.isCommand() ? interaction.commandName : interaction.customId](interaction);
  }
});
client.on(Events.MessageCreate, async (message) => {
  if (message.author.id === client.user.id) return;
  if (!message.guild) await message.channel.send(`You said: ${message.content}`);
  else if (message.content === 'help') await message.reply('Which child?');
});
const hall = (guild) => guild.channels.cache.find((channel) => channel.name === 'bus-stop');
client.on(Events.GuildMemberAdd, (member) => hall(member.guild).send(`Welcome ${member.displayName}`));
client.on(Events.GuildMemberRemove, (member) => hall(member.guild).send(`Goodbye ${member.displayName}`));
client.once(Events.ClientReady, () => client.application.commands.set(commands));
client.login(process.env.DISCORD_TOKEN);

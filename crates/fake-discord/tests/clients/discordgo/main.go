// A bot on discordgo. Only the address differs from a bot for the real Discord.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"sort"
	"strings"
	"sync"
	"syscall"

	dg "github.com/bwmarrin/discordgo"
)

var children = []string{"Jake", "Jane", "Tom"}

// redirect sends requests for Discord to the stand-in.
type redirect struct{ to *url.URL }

func (r redirect) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.URL.Host == "discord.com" {
		request.URL.Scheme, request.URL.Host, request.Host = r.to.Scheme, r.to.Host, ""
	}
	return http.DefaultTransport.RoundTrip(request)
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

func rows(claimed bool) []dg.MessageComponent {
	row := func(items ...dg.MessageComponent) dg.ActionsRow { return dg.ActionsRow{Components: items} }
	return []dg.MessageComponent{
		row(
			dg.Button{CustomID: "claim", Label: "I've got it", Style: dg.SuccessButton, Disabled: claimed},
			dg.Button{CustomID: "why", Label: "I can't", Style: dg.SecondaryButton},
		),
		row(dg.SelectMenu{CustomID: "when", Placeholder: "When?", Options: []dg.SelectMenuOption{
			{Label: "Now", Value: "now"}, {Label: "Soon", Value: "soon"},
		}}),
		row(dg.SelectMenu{MenuType: dg.UserSelectMenu, CustomID: "who", Placeholder: "Who?", MaxValues: 2}),
	}
}

func respond(s *dg.Session, i *dg.InteractionCreate, kind dg.InteractionResponseType, data *dg.InteractionResponseData) {
	must(s.InteractionRespond(i.Interaction, &dg.InteractionResponse{Type: kind, Data: data}))
}

func hidden(s *dg.Session, i *dg.InteractionCreate, text string) {
	data := &dg.InteractionResponseData{Content: text, Flags: dg.MessageFlagsEphemeral}
	respond(s, i, dg.InteractionResponseChannelMessageWithSource, data)
}

func followup(s *dg.Session, i *dg.InteractionCreate, text string) {
	_, err := s.FollowupMessageCreate(i.Interaction, true, &dg.WebhookParams{Content: text, Flags: dg.MessageFlagsEphemeral})
	must(err)
}

func name(member *dg.Member, user *dg.User) string {
	if member != nil && member.Nick != "" {
		return member.Nick
	}
	return user.GlobalName
}

// people collects the members of the chunks.
type people struct {
	sync.Mutex
	chunk chan *dg.GuildMembersChunk
}

var asked = people{chunk: make(chan *dg.GuildMembersChunk, 4)}

func request(s *dg.Session, guild, query string, limit int) []*dg.Member {
	asked.Lock()
	defer asked.Unlock()
	must(s.RequestGuildMembers(guild, query, limit, "n", false))
	return (<-asked.chunk).Members
}

var commands = map[string]func(*dg.Session, *dg.InteractionCreate){
	"card": func(s *dg.Session, i *dg.InteractionCreate) {
		child, helper := "", "anybody"
		data := i.ApplicationCommandData()
		for _, option := range data.Options {
			if option.Name == "child" {
				child = option.StringValue()
			} else {
				id := option.UserValue(nil).ID
				helper = name(data.Resolved.Members[id], data.Resolved.Users[id])
			}
		}
		hidden(s, i, "Sent: "+child)
		embed := &dg.MessageEmbed{Title: child + " waits", Description: helper}
		sent, err := s.ChannelMessageSendComplex(i.ChannelID, &dg.MessageSend{Embeds: []*dg.MessageEmbed{embed}, Components: rows(false)})
		must(err)
		must(s.ChannelMessagePin(i.ChannelID, sent.ID))
	},
	"slow": func(s *dg.Session, i *dg.InteractionCreate) {
		respond(s, i, dg.InteractionResponseDeferredChannelMessageWithSource, &dg.InteractionResponseData{Flags: dg.MessageFlagsEphemeral})
		done := "Done"
		_, err := s.InteractionResponseEdit(i.Interaction, &dg.WebhookEdit{Content: &done})
		must(err)
	},
	"members": func(s *dg.Session, i *dg.InteractionCreate) {
		var names []string
		for _, member := range request(s, i.GuildID, "", 0) {
			if !member.User.Bot {
				names = append(names, member.User.Username)
			}
		}
		sort.Strings(names)
		found := request(s, i.GuildID, "mi", 5)
		hidden(s, i, strings.Join(names, ", ")+"; "+found[0].User.Username)
	},
	"file": func(s *dg.Session, i *dg.InteractionCreate) {
		file := &dg.File{Name: "note.txt", ContentType: "text/plain", Reader: strings.NewReader("Jake waits")}
		respond(s, i, dg.InteractionResponseChannelMessageWithSource, &dg.InteractionResponseData{Content: "Here", Files: []*dg.File{file}})
		sent, err := s.InteractionResponse(i.Interaction)
		must(err)
		read, err := s.Client.Get(sent.Attachments[0].URL)
		must(err)
		text, _ := io.ReadAll(read.Body)
		followup(s, i, fmt.Sprintf("%s, %d bytes: %s", sent.Attachments[0].Filename, sent.Attachments[0].Size, bytes.TrimSpace(text)))
	},
	"private": func(s *dg.Session, i *dg.InteractionCreate) {
		answer := "Look at your messages"
		dm, err := s.UserChannelCreate(i.Member.User.ID)
		must(err)
		_, err = s.ChannelMessageSend(dm.ID, "Hello in private")
		var refused *dg.RESTError
		if errors.As(err, &refused) {
			answer = fmt.Sprintf("Refused with %d", refused.Message.Code)
		}
		hidden(s, i, answer)
	},
	"pins": func(s *dg.Session, i *dg.InteractionCreate) {
		pinned, err := s.ChannelMessagesPinned(i.ChannelID)
		must(err)
		history, err := s.ChannelMessages(i.ChannelID, 100, "", "", "")
		must(err)
		var titles []string
		for _, message := range pinned {
			titles = append(titles, "'"+message.Embeds[0].Title+"'")
		}
		read := map[bool]string{true: "True", false: "False"}[len(history) > 1]
		hidden(s, i, fmt.Sprintf("Pinned: [%s], read: %s", strings.Join(titles, ", "), read))
	},
	"claim": func(s *dg.Session, i *dg.InteractionCreate) {
		// discordgo sends "embeds": null for none, which removes them.
		content := name(i.Member, i.Member.User) + " has it"
		data := &dg.InteractionResponseData{Content: content, Embeds: i.Message.Embeds, Components: rows(true)}
		respond(s, i, dg.InteractionResponseUpdateMessage, data)
	},
	"why": func(s *dg.Session, i *dg.InteractionCreate) {
		input := dg.TextInput{CustomID: "reason", Label: "Reason", Style: dg.TextInputParagraph, Required: true}
		row := dg.ActionsRow{Components: []dg.MessageComponent{input}}
		data := &dg.InteractionResponseData{CustomID: "reason", Title: "Why can't you?", Components: []dg.MessageComponent{row}}
		respond(s, i, dg.InteractionResponseModal, data)
	},
	"when": func(s *dg.Session, i *dg.InteractionCreate) {
		respond(s, i, dg.InteractionResponseDeferredMessageUpdate, nil)
		followup(s, i, "When: "+i.MessageComponentData().Values[0])
	},
	"who": func(s *dg.Session, i *dg.InteractionCreate) {
		var names []string
		for _, user := range i.MessageComponentData().Resolved.Users {
			names = append(names, user.GlobalName)
		}
		sort.Strings(names)
		hidden(s, i, "Who: "+strings.Join(names, ", "))
	},
}

func interaction(s *dg.Session, i *dg.InteractionCreate) {
	switch i.Type {
	case dg.InteractionApplicationCommandAutocomplete:
		typed := strings.ToLower(i.ApplicationCommandData().Options[0].StringValue())
		choices := []*dg.ApplicationCommandOptionChoice{}
		for _, child := range children {
			if strings.HasPrefix(strings.ToLower(child), typed) {
				choices = append(choices, &dg.ApplicationCommandOptionChoice{Name: child, Value: child})
			}
		}
		respond(s, i, dg.InteractionApplicationCommandAutocompleteResult, &dg.InteractionResponseData{Choices: choices})
	case dg.InteractionApplicationCommand:
		commands[i.ApplicationCommandData().Name](s, i)
	case dg.InteractionMessageComponent:
		commands[i.MessageComponentData().CustomID](s, i)
	case dg.InteractionModalSubmit:
		row := i.ModalSubmitData().Components[0].(*dg.ActionsRow)
		hidden(s, i, "Reason: "+row.Components[0].(*dg.TextInput).Value)
	}
}

func main() {
	base, err := url.Parse(os.Getenv("DISCORD_URL"))
	must(err)
	bot, err := dg.New("Bot " + os.Getenv("DISCORD_TOKEN"))
	must(err)
	bot.Client = &http.Client{Transport: redirect{base}}
	bot.Identify.Intents = dg.IntentsAll
	hall := func(s *dg.Session, guild, text string) {
		found, err := s.State.Guild(guild)
		must(err)
		for _, channel := range found.Channels {
			if channel.Name == "bus-stop" {
				_, err = s.ChannelMessageSend(channel.ID, text)
				must(err)
			}
		}
	}
	bot.AddHandler(interaction)
	bot.AddHandler(func(_ *dg.Session, chunk *dg.GuildMembersChunk) { asked.chunk <- chunk })
	bot.AddHandler(func(s *dg.Session, m *dg.GuildMemberAdd) { hall(s, m.GuildID, "Welcome "+m.User.GlobalName) })
	bot.AddHandler(func(s *dg.Session, m *dg.GuildMemberRemove) { hall(s, m.GuildID, "Goodbye "+m.User.GlobalName) })
	bot.AddHandler(func(s *dg.Session, m *dg.MessageCreate) {
		if m.Author.ID == s.State.User.ID {
			return
		}
		if m.GuildID == "" {
			_, err := s.ChannelMessageSend(m.ChannelID, "You said: "+m.Content)
			must(err)
		} else if m.Content == "help" {
			_, err := s.ChannelMessageSendReply(m.ChannelID, "Which child?", m.Reference())
			must(err)
		}
	})
	must(bot.Open())
	list := []*dg.ApplicationCommand{}
	for _, name := range []string{"card", "slow", "members", "file", "private", "pins"} {
		command := &dg.ApplicationCommand{Name: name, Description: "A command of the test"}
		if name == "card" {
			command.Options = []*dg.ApplicationCommandOption{
				{Type: dg.ApplicationCommandOptionString, Name: "child", Description: "Who waits", Required: true, Autocomplete: true},
				{Type: dg.ApplicationCommandOptionUser, Name: "helper", Description: "Whom you would ask first"},
			}
		}
		list = append(list, command)
	}
	_, err = bot.ApplicationCommandBulkOverwrite(bot.State.User.ID, "", list)
	must(err)
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, os.Interrupt)
	<-stop
	must(bot.Close())
}

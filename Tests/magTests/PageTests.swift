import Foundation
import MAG
import Testing

@testable import mag

/// What the pages for everybody tell people to type is understood, and prints what they show.
@Suite("Commands of the pages") struct PageTests {
  static let pages = ["README.md", "Documentation/gallery.md", "Documentation/figures.md"]

  @Test("every command shown is understood", arguments: pages)
  func commands_all_parse(page: String) throws {
    let commands = try Page(page).commands
    #expect(commands.count >= 3)
    for command in commands {
      let words = command.split(separator: " ").dropFirst().map(String.init)
      #expect(ending(words) == nil, "\(command)")
    }
  }

  @Test("every option named exists", arguments: pages)
  func options_all_exist(page: String) throws {
    let help = HelpTests.commands.map { Mag.helpMessage(for: $0, columns: 80) }.joined()
    let options = try Page(page).text.matches(of: /`(--[a-z-]+)/).map { String($0.1) }
    for option in options where !Self.optionsOfScripts.contains(option) {
      #expect(help.contains(option), "\(option)")
    }
  }

  private static let optionsOfScripts = ["--quick"]

  @Test(
    "the sessions on a stranger's checkpoint print what the pages show",
    arguments: ["README.md", "Documentation/figures.md"])
  func sessions_examples_print(page: String) throws {
    let sessions = try Page(page).sessions
    #expect(sessions.count >= 3)
    try Workplace.use { place in
      for name in ["mine.pt", "mine.json"] {
        try Page.data("Documentation/example/\(name)").write(
          to: place.folder.appendingPathComponent(name))
      }
      for session in sessions {
        let words = session.command.split(separator: " ").map(String.init)
        let outcome = try place.run(Array(words.dropFirst()))
        #expect(outcome.code == 0, "\(session.command): \(outcome.errors)")
        var printed = outcome.output.split(separator: "\n").map(String.init)[...]
        for line in session.output where line != "…" {
          let found = printed.firstIndex { Self.matches(line, $0) }
          let place = try #require(found, "\(session.command): \(line)\n\(outcome.output)")
          printed = printed[(place + 1)...]
        }
      }
    }
  }

  /// The networks' outputs can differ between processors in the last places of single precision,
  /// angles and positions then by about as much.
  private static let tolerance = 2e-4

  /// Whether two lines hold the same words, and numbers that agree within the tolerance.
  static func matches(_ shown: String, _ printed: String) -> Bool {
    let pairs = [shown, printed].map { $0.split(separator: " ") }
    guard pairs[0].count == pairs[1].count else { return false }
    return zip(pairs[0], pairs[1]).allSatisfy { a, b in
      guard a != b else { return true }
      let numbers = [a, b].map { Double($0.trimmingCharacters(in: ["°", "%", ","])) }
      guard let first = numbers[0], let second = numbers[1] else { return false }
      // Rounded for print, a number may fall to either side: half a unit of two decimals.
      return abs(first - second) <= max(0.01, tolerance * abs(first))
    }
  }

  @Test("a line of a session differs in nothing but the last places of its numbers")
  func lines_different_doNotMatch() {
    #expect(Self.matches("mine  6.73° of 4", "mine   6.74° of 4"))
    #expect(!Self.matches("mine 6.73°", "mine 6.78°"))
    #expect(!Self.matches("mine 6.73°", "mine 6.73° more"))
    #expect(!Self.matches("agrees", "differs"))
  }
}

/// The software is cited as what it is.
@Suite("Citation") struct CitationTests {
  @Test("the citation names the version of this software")
  func citation_version_isTheTools() throws {
    #expect(try Page("CITATION.cff").text.contains("\nversion: \(Tool.version)\n"))
  }

  @Test("README and citation name the same paper, by its title and its authors")
  func citation_paper_isTheReadmes() throws {
    let citation = try Page("CITATION.cff").text
    let readme = try Page("README.md").text.replacing("\n", with: " ")
    let title = try #require(citation.firstMatch(of: /type: conference-paper\n +title: (.*)/)?.1)
    #expect(readme.contains(title))
    let authors = citation.matches(of: /family-names: (.*)/).map(\.1).joined(separator: ", ")
    #expect(readme.contains("(\(authors);"))
  }
}

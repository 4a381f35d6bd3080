import ArgumentParser
import Foundation
import MAG
import Testing

@testable import mag

/// The pages of Documentation/your-checkpoint: what they show is what the programs beside them hold,
/// and what they tell people to type is understood.
@Suite("Pages about other programs' checkpoints") struct CheckpointPageTests {
  static let index = "../your-checkpoint.md"
  static let folder = Page.root.appendingPathComponent("Documentation/your-checkpoint")
  static let pages = ["pytorch.md", "pytorch-onnx.md", "keras.md", "jax.md", "scikit-learn.md"]
  /// Shared by the programs, no export of its own.
  static let helper = "digits.py"

  @Test("the export of every program a page links stands in the page", arguments: pages)
  func linkedPrograms_exports_areShown(page: String) throws {
    let page = try Page(page, in: Self.folder)
    let programs = page.links.filter { $0.hasSuffix(".py") }
    #expect(!programs.isEmpty)
    for program in programs {
      let text = try Page.text(program, in: Self.folder)
      let start = try #require(text.range(of: "\n# The export.\n"), "\(program)")
      let end = try #require(text.range(of: "\n\n# The accuracy"), "\(program)")
      let export = String(text[start.upperBound..<end.lowerBound])
      #expect(page.blocks("python").contains(export), "\(program)")
    }
  }

  @Test("every program and description has its page")
  func files_all_areLinked() throws {
    let linked = try Set(Self.pages.flatMap { try Page($0, in: Self.folder).links })
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(".py") && $0 != Self.helper || $0.hasSuffix(".yaml") }
    #expect(files.count > 5)
    for file in files { #expect(linked.contains(file), "\(file)") }
  }

  @Test("links lead somewhere", arguments: pages + [index])
  func links_all_lead(page: String) throws {
    let base = Self.folder.appendingPathComponent(page).deletingLastPathComponent()
    let links = try Page(page, in: Self.folder).links
    #expect(!links.isEmpty)
    for link in links {
      let path = base.appendingPathComponent(link).standardizedFileURL.path
      #expect(FileManager.default.fileExists(atPath: path), "\(link)")
    }
  }

  @Test("every command shown is understood", arguments: pages + [index])
  func commands_all_parse(page: String) throws {
    let commands = try Page(page, in: Self.folder).commands
    #expect(commands.count >= 3)
    for command in commands {
      let words = command.split(separator: " ").dropFirst().map(String.init)
      #expect(ending(words) == nil, "\(command)")
    }
  }

  @Test("every option named exists", arguments: pages + [index])
  func options_all_exist(page: String) throws {
    let help = HelpTests.commands.map { Mag.helpMessage(for: $0, columns: 80) }.joined()
    let options = try Page(page, in: Self.folder).text.matches(of: /`(--[a-z-]+)/).map {
      String($0.1)
    }
    #expect(!options.isEmpty)
    for option in options { #expect(help.contains(option), "\(option)") }
  }

  @Test("descriptions shown are the files, and are understood", arguments: pages)
  func descriptions_shown_areTheFiles(page: String) throws {
    let page = try Page(page, in: Self.folder)
    let files = page.links.filter { $0.hasSuffix(".yaml") }
    let texts = try files.map {
      try Page.text($0, in: Self.folder).trimmingCharacters(in: .newlines)
    }
    #expect(page.blocks("yaml") == texts)
    for file in files {
      _ = try ArchitectureDescription(contentsOf: Self.folder.appendingPathComponent(file))
    }
  }
}

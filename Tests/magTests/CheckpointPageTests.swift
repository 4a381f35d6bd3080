import ArgumentParser
import Foundation
import MAG
import Testing

@testable import mag

/// The pages of Documentation/your-checkpoint: what they show is what the programs beside them hold,
/// and what they tell people to type is understood.
@Suite("Pages about other programs' checkpoints") struct CheckpointPageTests {
  static let index = "../your-checkpoint.md"
  static let pages = ["pytorch.md", "pytorch-onnx.md", "keras.md", "jax.md", "scikit-learn.md"]
  /// Shared by the programs, no export of its own.
  static let helper = "digits.py"

  @Test("the export of every program a page links stands in the page", arguments: pages)
  func linkedPrograms_exports_areShown(page: String) throws {
    let page = try Page(page)
    let programs = page.links.filter { $0.hasSuffix(".py") }
    #expect(!programs.isEmpty)
    for program in programs {
      let text = try Page.text(program)
      let start = try #require(text.range(of: "\n# The export.\n"), "\(program)")
      let end = try #require(text.range(of: "\n\n# The accuracy"), "\(program)")
      let export = String(text[start.upperBound..<end.lowerBound])
      #expect(page.blocks("python").contains(export), "\(program)")
    }
  }

  @Test("every program and description has its page")
  func files_all_areLinked() throws {
    let linked = try Set(Self.pages.flatMap { try Page($0).links })
    let files = try FileManager.default.contentsOfDirectory(atPath: Page.folder.path)
      .filter { $0.hasSuffix(".py") && $0 != Self.helper || $0.hasSuffix(".yaml") }
    #expect(files.count > 5)
    for file in files { #expect(linked.contains(file), "\(file)") }
  }

  @Test("links lead somewhere", arguments: pages + [index])
  func links_all_lead(page: String) throws {
    let base = Page.folder.appendingPathComponent(page).deletingLastPathComponent()
    let links = try Page(page).links
    #expect(!links.isEmpty)
    for link in links {
      let path = base.appendingPathComponent(link).standardizedFileURL.path
      #expect(FileManager.default.fileExists(atPath: path), "\(link)")
    }
  }

  @Test("every command shown is understood", arguments: pages + [index])
  func commands_all_parse(page: String) throws {
    let commands = try Page(page).commands
    #expect(commands.count >= 3)
    for command in commands {
      let words = command.split(separator: " ").dropFirst().map(String.init)
      #expect(ending(words) == nil, "\(command)")
    }
  }

  @Test("every option named exists", arguments: pages + [index])
  func options_all_exist(page: String) throws {
    let help = HelpTests.commands.map { Mag.helpMessage(for: $0, columns: 80) }.joined()
    let options = try Page(page).text.matches(of: /`(--[a-z-]+)/).map { String($0.1) }
    #expect(!options.isEmpty)
    for option in options { #expect(help.contains(option), "\(option)") }
  }

  @Test("descriptions shown are the files, and are understood", arguments: pages)
  func descriptions_shown_areTheFiles(page: String) throws {
    let page = try Page(page)
    let files = page.links.filter { $0.hasSuffix(".yaml") }
    let texts = try files.map { try Page.text($0).trimmingCharacters(in: .newlines) }
    #expect(page.blocks("yaml") == texts)
    for file in files {
      _ = try ArchitectureDescription(contentsOf: Page.folder.appendingPathComponent(file))
    }
  }
}

/// A page, taken apart.
private struct Page {
  let text: String

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Documentation/your-checkpoint").standardizedFileURL

  static func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  init(_ name: String) throws { text = try Self.text(name) }

  /// What stands between the fences of a language, without the last newline.
  func blocks(_ language: String) -> [String] {
    text.components(separatedBy: "\n```\(language)\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
  }

  /// The targets of links to files outside of blocks, without their anchors.
  var links: [String] {
    let prose = text.components(separatedBy: "```").enumerated()
      .filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined()
    return prose.matches(of: /\]\(([^)#]+)(#[a-z-]+)?\)/).map { String($0.1) }
      .filter { !$0.contains("://") }
  }

  /// The lines to type: after a prompt, or alone in a block without a language, comments left out.
  var commands: [String] {
    text.split(separator: "\n").compactMap { line in
      let line = line.hasPrefix("$ ") ? line.dropFirst(2) : line
      guard line.hasPrefix("mag ") else { return nil }
      return line.split(separator: "#").first.map(String.init)
    }
  }
}

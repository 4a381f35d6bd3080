import Foundation
import MAG
import Notebook
import Testing

@Suite("Pages")
struct PageTests {
  private static let figure = Figure1(models: [
    Figure1.Model(name: "baseline", cosines: [0.1, 0.2, 0.4])
  ])
  private static let source = "//: # T\nnotebook { page in\n  show()\n}"

  private func page() -> Page {
    let page = Page(isQuick: false)
    page.setCommand(number: "7")
    return page
  }

  private func written(to folder: URL, figures: [String]) throws -> [String: Data] {
    let page = page()
    for name in figures { try page.show(Self.figure, named: name, line: 3) }
    try Rendering(name: "7-toy", source: Self.source, outputs: page.outputs, isQuick: false)
      .write(to: folder)
    var files: [String: Data] = [:]
    for file in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      files[file] = try? Data(contentsOf: folder.appendingPathComponent(file))
    }
    return files
  }

  @Test("a figure comes on both grounds, with data that say where they come from")
  func show_figure_writesPicturesAndData() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try written(to: folder, figures: ["a"])
    let names = ["a.csv", "a.json", "a.svg", "a-dark.svg"].map { "7-toy/\($0)" }
    #expect(Set(files.keys).isSuperset(of: names + ["7-toy.md", "7-toy.html"]))
    let data = try FigureData(reading: try #require(files["7-toy/a.json"]), from: "a.json")
    #expect(data.provenance?.command == ["scripts/notebooks", "7"])
    #expect(try data.figure.json() == Self.figure.json())
    let html = String(decoding: try #require(files["7-toy.html"]), as: UTF8.self)
    #expect(html.contains("srcset=\"7-toy/a-dark.svg\""))
    #expect(html.contains("alt=\"\(Self.figure.altText)\""))
    #expect(files["7-toy/a.svg"] != files["7-toy/a-dark.svg"])
  }

  @Test("writing twice gives the same bytes, and what is not made any more goes")
  func write_twice_sameBytesNoRemains() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let first = try written(to: folder, figures: ["a"])
    let second = try written(to: folder, figures: ["a", "b"])
    #expect(second.count == first.count + 4)
    #expect(try written(to: folder, figures: ["a"]) == first)
  }

  @Test("two figures of one name and a ragged table are refused")
  func show_mistakes_areRefused() throws {
    let page = page()
    try page.show(Self.figure, named: "a")
    #expect(throws: NotebookFailure.nameTaken("a")) { try page.show(Self.figure, named: "a") }
    #expect(throws: NotebookFailure.raggedTable(title: "T", expected: 2, found: 1)) {
      try page.table("T", ["a", "b"], [["1"]])
    }
    #expect(page.outputs.count == 1)
  }

  @Test("an output carries the line of its call")
  func print_call_carriesItsLine() {
    let page = page()
    page.print("x")
    #expect(page.outputs.first?.line == #line - 1)
  }

  @Test("options are read in any order, and others refused")
  func options_words_areRead() throws {
    let options = try NotebookOptions(["--out", "o", "--quick", "--source", "n/3-x/main.swift"])
    #expect(options.isQuick)
    #expect(options.name == "3-x")
    for words in [[], ["--out", "o"], ["--out"], ["--fast"], ["--source", "", "--out", "o"]] {
      #expect(throws: NotebookFailure.usage(found: words.joined(separator: " "))) {
        try NotebookOptions(words)
      }
    }
    #expect(NotebookFailure.usage(found: "").kind == .usage)
    #expect(NotebookFailure.strayOutput(line: 1).kind == .software)
  }

  @Test("numbers are worded with a true minus, and undefined ones said to be")
  func words_numbers_areWorded() {
    #expect(fixed(-0.126, 2) == "−0.13")
    #expect(fixed(nil, 2) == "undefined")
    #expect(percent(0.1254) == "12.5 %")
    #expect(significant(0.00012345) == "1.2·10⁻⁴")
    #expect(significant(nil) == "undefined")
    #expect(listed(["a"]) == "a")
    #expect(listed(["a", "b", "c"]) == "a, b and c")
    #expect(listed([]) == "none")
  }
}

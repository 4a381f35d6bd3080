import Foundation
import MAG
import Testing

@testable import mag

@Suite("Tables, progress and lists") struct TextTests {
  @Test("columns are aligned, words to the left, numbers to the right, no trailing spaces")
  func table_columns_areAligned() {
    var table = TextTable(["name", "count", "what"], textColumns: [0, 2])
    table.append(["a", "5", "x"])
    table.append(["longer", "1234"])
    #expect(table.text == "name    count  what\na           5  x\nlonger   1234\n")
  }

  @Test("numbers have fixed decimals and undefined ones a dash")
  func fixed_values_areRounded() {
    #expect(TextTable.fixed(0.12345, 3) == "0.123")
    #expect(TextTable.fixed(nil, 3) == "-")
  }

  @Test("progress says how far, how fast and how long")
  func progress_text_hasRateAndRest() {
    let progress = MeasureProgress(task: "pgd", done: 250, total: 1000, unit: "attacks")
    #expect(
      ProgressLine.text(progress, name: "model: pgd", seconds: 10)
        == "model: pgd 250/1000 attacks (25 %), 25/s, 30 s left")
    let slow = MeasureProgress(task: "x", done: 1, total: 3, unit: "lines")
    #expect(ProgressLine.text(slow, name: "x", seconds: 4) == "x 1/3 lines (33 %), 0.2/s, 8 s left")
    let none = MeasureProgress(task: "x", done: 0, total: 3, unit: "lines")
    #expect(ProgressLine.text(none, name: "x", seconds: 0) == "x 0/3 lines (0 %)")
  }

  @Test(
    "durations are seconds, minutes or hours",
    arguments: [(0.2, "1 s"), (59, "59 s"), (158, "2 min 38 s"), (3900, "1 h 5 min")])
  func duration_units_fit(_ seconds: Double, _ text: String) {
    #expect(ProgressLine.duration(seconds) == text)
  }

  @Test("lists of numbers, indices and words are read, and bad ones named")
  func lists_values_areRead() throws {
    #expect(try OptionValue.numbers("0, 0.5,1e-3", option: "--e") == [0, 0.5, 1e-3])
    #expect(try OptionValue.indices("3,17", option: "--i") == [3, 17])
    let words: [AttackKind] = try OptionValue.words("pgd,fgsm", option: "--a")
    #expect(words == [.pgd, .fgsm])
    #expect(
      throws: OptionFailure(option: "--a", expected: "every name once", found: "pgd twice")
    ) {
      let _: [AttackKind] = try OptionValue.words("pgd,fgsm,pgd", option: "--a")
    }
    for bad in ["", "1,,2", "inf", "1;2"] {
      #expect(throws: OptionFailure.self) { try OptionValue.numbers(bad, option: "--e") }
    }
    #expect(throws: OptionFailure(option: "--n", expected: "at least 2", found: "1")) {
      try OptionValue.require(1, atLeast: 2, option: "--n")
    }
  }

  @Test("an interruption removes this process's temporary files and no others")
  func interruption_temporaries_areRemoved() throws {
    try Workplace.use { place in
      for name in [".a.json.77-0.tmp", ".a.json.78-0.tmp", "a.json", "b.77-0.tmp"] {
        try place.write("", to: name)
      }
      Interruption.removeTemporaries(in: place.folder.path, process: 77)
      #expect(try place.names() == [".a.json.78-0.tmp", "a.json", "b.77-0.tmp"])
    }
  }

  @Test("an output is tried before any work: folders that are not there and folders in its place")
  func outputCheck_impossible_isRefused() throws {
    try Workplace.use { place in
      try OutputCheck.file(place.folder.appendingPathComponent("new.json"))
      #expect(try place.names().isEmpty)
      #expect(throws: FileFailure.self) {
        try OutputCheck.file(place.folder.appendingPathComponent("no/such.json"))
      }
      #expect(throws: FileFailure.self) { try OutputCheck.file(place.folder) }
      try OutputCheck.file(URL(fileURLWithPath: "/dev/null"))
    }
  }
}

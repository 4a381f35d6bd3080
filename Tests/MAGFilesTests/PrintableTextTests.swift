import MAGFiles
import Testing

@Suite("Text that is safe to print") struct PrintableTextTests {
  @Test(
    "what a terminal obeys is written out, what it shows stays",
    arguments: [
      ("fc1.weight", "fc1.weight"), ("", ""), ("é😀 \\u{1b}", "é😀 \\u{1b}"),
      ("\u{1B}[2Jx", "\\u{1b}[2Jx"), ("a\nb\tc\r", "a\\u{a}b\\u{9}c\\u{d}"),
      ("\0\u{7F}\u{9B}", "\\u{0}\\u{7f}\\u{9b}"), ("\u{202E}txt", "\\u{202e}txt"),
      ("a\u{2028}b\u{2029}", "a\\u{2028}b\\u{2029}"), ("e\u{301}", "e\u{301}"),
    ])
  func printable_text_hasNoControls(_ text: String, _ expected: String) {
    #expect(text.printable == expected)
    // Characters that are canonically equal would hide a difference.
    #expect(Array(text.printable.utf8) == Array(expected.utf8))
    #expect(text.printable.printable == text.printable)
  }
}

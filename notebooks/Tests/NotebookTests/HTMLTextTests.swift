import Notebook
import Testing

@Suite("Markdown as HTML")
struct HTMLTextTests {
  @Test(
    "words within a paragraph become elements",
    arguments: [
      ("a `b < c` d", "a <code>b &lt; c</code> d"),
      ("**strong** *em*", "<strong>strong</strong> <em>em</em>"),
      ("[a *b*](c?d&e)", "<a href=\"c?d&amp;e\">a <em>b</em></a>"),
      ("2 * 3 * 4", "2 * 3 * 4"), ("an open `tick", "an open `tick"),
      ("[0, 1] stays", "[0, 1] stays"),
      ("x < y & \"z\"", "x &lt; y &amp; &quot;z&quot;"), ("****", "****"),
    ])
  func inline_markers_becomeElements(_ markdown: String, _ html: String) {
    #expect(HTMLText.inline(markdown) == html)
  }

  @Test("blank lines part paragraphs, whose lines join")
  func blocks_paragraphs_arePartedByBlankLines() {
    #expect(HTMLText.blocks("a\nb\n\n\nc") == "<p>a b</p>\n<p>c</p>")
  }

  @Test("headings stand alone, whatever follows them")
  func blocks_headings_standAlone() {
    #expect(HTMLText.blocks("# A\nb\n## C") == "<h1>A</h1>\n<p>b</p>\n<h2>C</h2>")
    #expect(HTMLText.blocks("#no heading") == "<p>#no heading</p>")
  }

  @Test("lists hold items of several lines")
  func blocks_lists_holdItems() {
    #expect(HTMLText.blocks("- a\n  b\n- c") == "<ul><li>a b</li><li>c</li></ul>")
    #expect(HTMLText.blocks("1. a\n2. b") == "<ol><li>a</li><li>b</li></ol>")
    #expect(HTMLText.blocks("784. is a number") == "<ol><li>is a number</li></ol>")
  }

  @Test("Swift's comments, words and strings are marked and escaped")
  func swift_kinds_areMarked() {
    #expect(
      SwiftMarkup.html("let a = \"x < \\(f(\"y\"))\" // b & c")
        == "<span class=\"word\">let</span> a = <span class=\"text\">&quot;x &lt; "
        + "\\(f(&quot;y&quot;))&quot;</span> <span class=\"aside\">// b &amp; c</span>")
    #expect(SwiftMarkup.html("letter.in2 < 3") == "letter.in2 &lt; 3")
    #expect(SwiftMarkup.html("\"open") == "<span class=\"text\">&quot;open</span>")
  }
}

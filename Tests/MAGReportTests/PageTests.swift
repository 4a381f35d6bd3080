import Foundation
import MAG
import Testing

@testable import MAGReport

@Suite("HTML of reports") struct PageTests {
  private let page: String
  private let tags: Tags

  init() throws {
    page = try HTMLReport(Toys.report()).text
    tags = Tags(page)
  }

  @Test("the page names its language, its title and its only heading of the first rank")
  func page_head_isComplete() {
    #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
    let titles = page.matches(of: /<title>([^<]*)<\/title>\n<style>/)
    #expect(titles.map { String($0.1) } == ["Manifold alignment of one and two"])
    #expect(tags["h1"].map(\.text) == ["Manifold alignment of one and two"])
    #expect(tags["main"].count == 1 && tags["nav"].count == 1)
  }

  @Test("headings go down one rank at a time")
  func headings_ranks_areOrdered() {
    let ranks = tags.all.compactMap { tag in
      tag.name.wholeMatch(of: /h([1-6])/).flatMap { Int($0.1) }
    }
    #expect(ranks.first == 1)
    for (rank, next) in zip(ranks, ranks.dropFirst()) { #expect(next <= rank + 1) }
  }

  @Test("identifiers are unique, and every reference to one leads somewhere")
  func identifiers_references_resolve() {
    let ids = tags.all.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    let known = Set(ids)
    for tag in tags.all {
      if let target = tag.attributes["href"], target.hasPrefix("#") {
        #expect(known.contains(String(target.dropFirst())), "\(target)")
      }
      for key in ["aria-labelledby", "aria-describedby"] {
        for target in tag.attributes[key]?.split(separator: " ") ?? [] {
          #expect(known.contains(String(target)), "\(target)")
        }
      }
    }
  }

  @Test("the first link leads to the content")
  func skipLink_comesFirst() {
    #expect(tags["a"].first?.attributes["href"] == "#content")
    #expect(tags["main"].first?.attributes["id"] == "content")
  }

  @Test("tables have captions, and heads with scopes for columns and rows")
  func tables_heads_haveScopes() {
    #expect(!tags["table"].isEmpty && tags["caption"].count == tags["table"].count)
    #expect(tags["th"].allSatisfy { ["col", "row"].contains($0.attributes["scope"] ?? "") })
    #expect(tags["caption"].allSatisfy { !$0.text.isEmpty })
    let rows = page.matches(of: /<tr[^>]*>(<t[hd])/)
    #expect(rows.allSatisfy { $0.1 == "<th" })
  }

  @Test("pictures have words, and what scrolls can be reached by keys and has a name")
  func regions_names_areThere() throws {
    let pictures = tags["svg"]
    #expect(try pictures.count == 2 * Toys.report().figures.count)
    for picture in pictures {
      #expect(picture.attributes["role"] == "img")
      #expect(
        picture.attributes["aria-labelledby"] != nil || picture.attributes["aria-label"] != nil)
    }
    let regions = tags.all.filter { tag in
      ["picture", "table"].contains { tag.attributes["class"]?.hasPrefix($0) == true }
        || tag.name == "pre"
    }
    for region in regions {
      #expect(region.attributes["tabindex"] == "0")
      #expect(region.attributes["role"] == "group" && region.attributes["aria-label"] != nil)
    }
    #expect(tags["figcaption"].count == tags["figure"].count)
  }

  @Test("figures leave the XML of their files behind")
  func pictures_metadata_isLeftOut() {
    let file = "<?xml version=\"1.0\"?>\n<svg a=\"b\"><metadata>\n<c/>\n</metadata><d/></svg>\n"
    #expect(InlineSVGs.element(in: file) == "<svg a=\"b\"><d/></svg>\n")
    #expect(tags["metadata"].isEmpty && !page.contains("<?xml"))
  }

  @Test("findings stand before the contents, the failed ones first")
  func findings_order_isWorstFirst() throws {
    let kinds = tags["li"].compactMap { $0.attributes["class"] }
    #expect(kinds.first == "failed" && kinds.contains("doubtful"))
    let findings = try #require(page.firstRange(of: "id=\"findings\""))
    let contents = try #require(page.firstRange(of: "<nav"))
    #expect(findings.lowerBound < contents.lowerBound)
  }

  @Test("the policy allows this style sheet and this script alone, and nothing from elsewhere")
  func policy_digests_match() throws {
    let style = try #require(page.firstMatch(of: /<style>([\s\S]*?)<\/style>/)).1
    let script = try #require(page.firstMatch(of: /<script>([\s\S]*?)<\/script>/)).1
    let policy = try #require(page.firstMatch(of: /Content-Security-Policy" content="([^"]*)"/)).1
    #expect(policy.hasPrefix("default-src 'none'; "))
    #expect(policy.contains("style-src '\(HTMLReport.digest(String(style)))'"))
    #expect(policy.contains("script-src '\(HTMLReport.digest(String(script)))'"))
    // The digest of nothing, as published with the hash.
    #expect(
      HTMLReport.digest("") == "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    for tag in tags.all {
      for key in ["src", "href", "xlink:href"] {
        guard let target = tag.attributes[key] else { continue }
        #expect(target.hasPrefix("#") || target.hasPrefix("data:"), "\(target)")
      }
    }
    #expect(!page.contains("url(http") && !page.contains("@import"))
  }

  @Test("text has a contrast of 4.5 or more on every ground it stands on, light and dark")
  func colors_contrast_isEnough() throws {
    for palette in [ReportStylesheet.light, ReportStylesheet.dark] {
      var pairs: [(String, String)] = [palette.bad, palette.doubt, palette.note, palette.good]
      for ground in [palette.ground, palette.panel] {
        pairs += [palette.ink, palette.quiet, palette.link].map { ($0, ground) }
      }
      for (text, ground) in pairs {
        #expect(try contrast(text, ground) >= 4.5, "\(text) on \(ground)")
      }
    }
    #expect(try abs(contrast("#000000", "#ffffff") - 21) < 1e-9)
  }

  /// The contrast of WCAG 2.2: (L₁ + 0.05) / (L₂ + 0.05) of relative luminances.
  private func contrast(_ first: String, _ second: String) throws -> Double {
    func luminance(_ color: String) throws -> Double {
      let number = try #require(Int(color.dropFirst(), radix: 16))
      let channels = [16, 8, 0].map { shift -> Double in
        let value = Double(number >> shift & 255) / 255
        return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }
    let (a, b) = (try luminance(first), try luminance(second))
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  @Test("the same evidence gives the same bytes, on one thread and on two")
  func page_bytes_areRepeated() throws {
    let pages = try [1, 2].map { threads in
      Parallel.setThreadCount(threads)
      return try HTMLReport(Toys.report()).text
    }
    #expect(pages[0] == page && pages[1] == page)
  }

  @Test("rows name their models, so that boxes can hide them")
  func rows_models_areNamed() {
    #expect(Set(tags["tr"].compactMap { $0.attributes["data-model"] }) == ["one", "two"])
  }
}

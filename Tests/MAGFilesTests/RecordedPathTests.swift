import Foundation
import Testing

@testable import MAGFiles

@Suite("Paths as results keep them") struct RecordedPathTests {
  private func path(_ file: String, from folder: String) -> String {
    RecordedPath.of(
      URL(fileURLWithPath: file), from: URL(fileURLWithPath: folder),
      home: URL(fileURLWithPath: "/home/ada"))
  }

  @Test(
    "files of a project are seen from the folder, others go by their name",
    arguments: [
      ("/srv/p/figs/m.pt", "/srv/p/figs", "m.pt"),
      ("/srv/p/figs/sub/m.pt", "/srv/p/figs", "sub/m.pt"),
      ("/srv/p/models/m.pt", "/srv/p/figs", "../models/m.pt"),
      ("/srv/p/m.pt", "/srv/p/a/b", "../../m.pt"),
      ("/srv/p/a/../m.pt", "/srv/p/a", "../m.pt"),
      ("/home/ada/p/m.pt", "/home/ada/p/figs", "../m.pt"),
      // Through the root or the home folder there is no common project.
      ("/home/ada/.cache/mag/m.pt", "/srv/p/figs", "m.pt"),
      ("/home/ada/.cache/mag/m.pt", "/home/ada/p/figs", "m.pt"),
      ("/home/bob/m.pt", "/home/ada/p", "m.pt"),
      // Below the folder itself there is always a way.
      ("/home/ada/m.pt", "/home/ada", "m.pt"),
      ("/m.pt", "/", "m.pt"),
      ("/srv/p", "/srv/p", "."),
    ])
  func of_places_areRelative(_ file: String, _ folder: String, _ expected: String) {
    #expect(path(file, from: folder) == expected)
  }

  @Test("a project keeps its paths wherever it lies")
  func of_movedProject_isTheSame() {
    for root in ["/srv/p", "/mnt/elsewhere/q"] {
      #expect(path("\(root)/models/m.pt", from: "\(root)/paper/figs") == "../../models/m.pt")
    }
  }

  @Test(
    "only relative paths are followed",
    arguments: [
      ("m.pt", true), ("../m.pt", true), ("/etc/passwd", false), ("~/m.pt", false), ("", false),
      ("a\0b", false),
    ])
  func isRelative_paths_areTold(_ path: String, _ expected: Bool) {
    #expect(RecordedPath.isRelative(path) == expected)
  }
}

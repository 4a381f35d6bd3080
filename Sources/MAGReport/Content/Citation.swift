import MAGFiles

extension ReportSection {
  /// The paper and the software, ready for a bibliography.
  static let citation = ReportSection(
    id: "cite", title: "To cite",
    blocks: [
      .code(
        ReportCode(
          "BibTeX of the paper", .bibtex,
          """
          @inproceedings{geyer2023manifolds,
            title     = {On The Relationship Between Data Manifolds and Adversarial Examples},
            author    = {Geyer and Bell and Glickenstein and Fernandez and Moore},
            booktitle = {Workshop on Topology, Algebra, and Geometry in Machine Learning (TAG-ML)},
            year      = {2023}
          }
          """)),
      .code(
        ReportCode(
          "BibTeX of mag", .bibtex,
          """
          @software{mag,
            title   = {mag: manifold aligned gradients},
            version = {\(Tool.version)}
          }
          """)),
    ])
}

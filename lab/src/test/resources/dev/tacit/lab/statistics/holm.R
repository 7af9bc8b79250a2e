# Holm's step-down by R 4.2.2 (Debian 12).
#
#     Rscript holm.R > holm.csv
#
# Rows: p-values, a semicolon, adjusted p-values.
show <- function(x) paste(sprintf("%.17g", x), collapse = ",")
set.seed(13)
families <- list(
  0.03, c(0.01, 0.04), c(0.01, 0.01, 0.02), c(0.05, 0.01, 0.03, 0.5, 0.04), c(1, 1, 0.2),
  c(2, 2, 2, 2, 6, 12, 100, 500) / 1024, runif(30)^3, runif(200)^4
)
for (p in families) cat(show(p), ";", show(p.adjust(p, "holm")), "\n", sep = "")

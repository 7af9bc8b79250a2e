# Variance components of crossed random factors by R 4.2.2 (Debian 12): mean squares from aov, the
# components from the textbook's expected mean squares written out, generalised intervals from
# 2,000,000 draws.
#
#     Rscript variance.R > variance.csv
#
# Rows: "data",levels...,values... (last factor fastest), then for each set of factors
# "component",names,degrees,mean square,variance,low,high.
show <- function(...) cat(paste(c(...), collapse = ","), "\n", sep = "")
num <- function(x) sprintf("%.17g", x)
set.seed(13)
draws <- 2e6
interval <- function(value) num(pmax(0, quantile(value, c(0.025, 0.975))))
of <- function(ms, df) df * ms / rchisq(draws, df)

two <- function(a, b, sa, sb, se) {
  d <- expand.grid(order = factor(1:b), init = factor(1:a))
  d$y <- round(0.1 + (sa * rnorm(a))[d$init] + (sb * rnorm(b))[d$order] + se * rnorm(a * b), 4)
  s <- summary(aov(y ~ init * order, d))[[1]]
  df <- s$Df; ms <- s$"Mean Sq"
  show("data", a, b, num(d$y))
  drawn <- mapply(of, ms, df)
  show("component", "init", df[1], num(ms[1]), num((ms[1] - ms[3]) / b), interval((drawn[, 1] - drawn[, 3]) / b))
  show("component", "order", df[2], num(ms[2]), num((ms[2] - ms[3]) / a), interval((drawn[, 2] - drawn[, 3]) / a))
  show("component", "init × order", df[3], num(ms[3]), num(ms[3]), interval(drawn[, 3]))
}
two(5, 4, 0.02, 0.01, 0.01)
two(4, 3, 0.0, 0.02, 0.02)

a <- 4; b <- 3; c <- 3
d <- expand.grid(order = factor(1:c), init = factor(1:b), noise = factor(1:a))
d$y <- round(0.1 + 0.02 * rnorm(a)[d$noise] + 0.01 * rnorm(b)[d$init] + 0.005 * rnorm(a * b * c), 4)
s <- summary(aov(y ~ noise * init * order, d))[[1]]
df <- s$Df; ms <- s$"Mean Sq" # noise, init, order, noise:init, noise:order, init:order, all
show("data", a, b, c, num(d$y))
m <- mapply(of, ms, df)
show("component", "noise", df[1], num(ms[1]), num((ms[1] - ms[4] - ms[5] + ms[7]) / (b * c)), interval((m[, 1] - m[, 4] - m[, 5] + m[, 7]) / (b * c)))
show("component", "init", df[2], num(ms[2]), num((ms[2] - ms[4] - ms[6] + ms[7]) / (a * c)), interval((m[, 2] - m[, 4] - m[, 6] + m[, 7]) / (a * c)))
show("component", "order", df[3], num(ms[3]), num((ms[3] - ms[5] - ms[6] + ms[7]) / (a * b)), interval((m[, 3] - m[, 5] - m[, 6] + m[, 7]) / (a * b)))
show("component", "noise × init", df[4], num(ms[4]), num((ms[4] - ms[7]) / c), interval((m[, 4] - m[, 7]) / c))
show("component", "noise × order", df[5], num(ms[5]), num((ms[5] - ms[7]) / b), interval((m[, 5] - m[, 7]) / b))
show("component", "init × order", df[6], num(ms[6]), num((ms[6] - ms[7]) / a), interval((m[, 6] - m[, 7]) / a))
show("component", "noise × init × order", df[7], num(ms[7]), num(ms[7]), interval(m[, 7]))

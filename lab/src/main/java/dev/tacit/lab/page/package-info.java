/** The page that shows a study, as a file and while its runs train: its front end and its data. */
package dev.tacit.lab.page;

"""Which lines of a page are an article's: a small trained network over the page's lines."""

#: A line belongs to the article's text from this probability on: where recall and precision on pages it was not trained
#: on are about as high.
LEAST_INSIDE = 0.4
#: A whole sentence does so from this one on: a statement that is lost cannot be found again, one too many can be seen.
LEAST_SENTENCE = 0.1
#: A headline begins an article from this probability on: lower finds few borders more on stacked pages and splits one
#: page more in thirty, higher loses borders.
LEAST_BEGIN = 0.3
#: On HTML, a line that trafilatura takes for text too is text from the first probability on, others from the second.
LEAST_AGREED, LEAST_ALONE = 0.02, 0.8
#: trafilatura, which takes most of the time, is asked only where more than this share of the characters that may be
#: text lies in lines between those two. On pages that the network was not trained on, F1 is then .0005 lower than by
#: always asking, at 1.1 to 1.5 times the speed; at .2 it is .0025 lower, at 1.6 to 1.8 times the speed.
MOST_UNSURE = 0.05

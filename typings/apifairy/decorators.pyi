"""What we use of APIFairy's parser, which is webargs' own."""

from webargs.flaskparser import FlaskParser

parser: FlaskParser

# Some tests ask for an ability that another test is to prove first. These two are proved nowhere any more (the test has
# moved to another suite), or only by a test that needs a second server. So they are proved here.
test "Hub: a creator can change power levels",
   requires => [ local_user_and_room_fixtures() ],

   proves => [qw( can_change_power_levels )],

   do => sub {
      my ( $creator, $room_id ) = @_;
      my $someone = '@someone:elsewhere';

      matrix_change_room_power_levels( $creator, $room_id, sub {
         my ( $levels ) = @_;
         $levels->{users}{$someone} = 20;
      } )->then( sub {
         matrix_get_room_state( $creator, $room_id, type => "m.room.power_levels" );
      } )->then( sub {
         my ( $levels ) = @_;
         assert_eq( $levels->{users}{$someone}, 20, "the new level" );
         Future->done( 1 );
      } );
   };

test "Hub: a member receives the message of another",
   requires => [ local_user_and_room_fixtures(), local_user_fixture() ],

   proves => [qw( can_receive_room_message_locally )],

   do => sub {
      my ( $creator, $room_id, $member ) = @_;

      matrix_join_room_synced( $member, $room_id )->then( sub {
         matrix_send_room_text_message( $creator, $room_id, body => "heard" );
      } )->then( sub {
         my ( $event_id ) = @_;
         await_sync_timeline_contains( $member, $room_id, check => sub { $_[0]->{event_id} eq $event_id } );
      } );
   };
